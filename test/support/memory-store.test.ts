import { describe } from '@jest/globals';
import { storeContract } from '../lambdas/shared/storage/store-contract.ts';
import { MemoryStore } from './memory-store.ts';

describe('MemoryStore', () => {
  storeContract(async () => ({ open: () => new MemoryStore(), stop: async () => {} }));
});
