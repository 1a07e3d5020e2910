/** When a token was used, and its connection with it, beside what is kept of them (`tenancy-items.ts`). */
import { Table, type TableOptions } from '../table.ts';
import { exists } from '../write.ts';
import { tenancyKeys } from './tenancy-keys.ts';

export interface TokenUse {
  readonly tenant: string;
  readonly provider: string;
  readonly tokenId: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Does nothing for a token that was issued without the admin API, of which nothing is kept. */
export async function noteUse(options: TableOptions, { tenant, provider, tokenId, at }: TokenUse): Promise<void> {
  const table = new Table(options);
  const keys = tenancyKeys(tenant);
  const values = { ':at': at };
  const write = { kind: 'update', condition: exists, values } as const;
  await Promise.all([
    table.update({ ...write, key: keys.token(provider, tokenId), expression: 'SET #lastUsedAt = :at' }),
    table.update({
      ...write,
      key: keys.connection(provider),
      expression: 'SET #lastRequestAt = :at, #firstRequestAt = if_not_exists(#firstRequestAt, :at)',
    }),
  ]);
}
