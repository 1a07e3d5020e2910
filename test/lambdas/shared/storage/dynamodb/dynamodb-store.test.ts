import { describe } from '@jest/globals';
import { openStore, startTestTable } from '../../../../support/engine.ts';
import { storeContract } from '../store-contract.ts';

describe('DynamoDbStore', () => {
  storeContract(async () => {
    const table = await startTestTable();
    return { open: () => openStore(table), stop: () => table.stop() };
  });
});
