/** What came of the use of a connection, beside what is kept of it and its tokens (`tenancy-items.ts`). */
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

/** The members that a request named and that are not in the directory: the last such request of a connection is kept. */
export async function noteSkipped(
  options: TableOptions,
  { tenant, provider }: Pick<TokenUse, 'tenant' | 'provider'>,
  skipped: { readonly at: string; readonly count: unknown; readonly ids: unknown },
): Promise<void> {
  await new Table(options).update({
    kind: 'update',
    key: tenancyKeys(tenant).connection(provider),
    expression: 'SET #skippedMembers = :skipped',
    condition: exists,
    values: { ':skipped': skipped },
  });
}
