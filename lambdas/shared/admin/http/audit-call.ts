/** Each call as an entry of the audit trail. */
import type { StoredAuditEntry, TenancyStore } from '#storage/tenancy-store.ts';
import type { Answer, Change } from '../admin-context.ts';
import type { Actor } from '../contract/identifier.ts';
import type { WriteLine } from './answer.ts';
import type { Matched } from './match-operation.ts';

export interface Call {
  readonly matched: Matched;
  readonly actor: Actor;
  /** Whether the actor may do nothing here, and was told so. */
  readonly isStranger: boolean;
  readonly at: string;
  /** Below `/admin/v1` or `/operator/v1`. */
  readonly path: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly change: Change;
  readonly answer: Answer;
}

/** What is done is done: a trail that cannot be written fails no call, as the log has every call as well. */
export async function recordCall(store: TenancyStore, call: Call, write: WriteLine): Promise<void> {
  const entry = toEntry(call);
  const { actor, operation, tenant, status, requestId } = entry;
  write(JSON.stringify({ type: 'audit', requestId, actor: actor.id, operation, tenant, status }));
  await store.addAuditEntry(entry).catch((error: unknown) => {
    write(JSON.stringify({ type: 'error', requestId, message: `Not in the audit trail: ${String(error)}` }));
  });
}

function toEntry({
  matched,
  actor,
  isStranger,
  at,
  path,
  sourceIp,
  requestId,
  change,
  answer,
}: Call): StoredAuditEntry {
  const isOfDeployment = isStranger || isGone(matched, answer);
  const tenant = isOfDeployment ? undefined : (matched.parameters.tenant ?? createdTenant(matched, answer));
  return {
    id: requestId,
    at,
    actor,
    sourceIp,
    operation: matched.id,
    ...(tenant === undefined ? {} : { tenant }),
    target: path.slice(0, 300),
    status: answer.status,
    ...change,
    requestId,
  };
}

function createdTenant({ id }: Matched, { status, body }: Answer): string | undefined {
  return id === 'createTenant' && status < 300 ? (body as { readonly id: string }).id : undefined;
}

/** What concerns a tenant that is not there, or not for long, is kept in the trail of the deployment. */
function isGone({ id }: Matched, { status }: Answer): boolean {
  return status === 404 || id === 'deleteTenant';
}
