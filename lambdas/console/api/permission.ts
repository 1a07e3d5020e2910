/** Who may do what: what a role may not do is not offered. */
import type { Response } from '#admin/contract/call.ts';
import type { OperationId, Role } from '#admin/contract/operations.ts';
import type { OperationTable } from './client.ts';

export type Caller = Response<'getCaller'>;

const rank: Readonly<Record<Role, number>> = { owner: 2, administrator: 1, reader: 0 };

/** Whether a person of this role may perform the operation. */
export function may(operations: OperationTable, { role }: Pick<Caller, 'role'>, id: OperationId): boolean {
  return rank[role] >= rank[operations[id].role];
}
