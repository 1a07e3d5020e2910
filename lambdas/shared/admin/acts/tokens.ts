/** Tokens of a connection: issued and shown once, looked at, revoked. */
import type { StoredToken } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { IssuedToken, NewToken, Token } from '../contract/token.ts';
import { absent, conflict, invalid } from '../problem-error.ts';
import { changeStored, firstVersion } from './change.ts';
import { baseUrlOf, mustBeConnection, mustBeOpen, type OfConnection } from './connections.ts';
import { claimKey } from './idempotency.ts';
import { isExpiringSoon, isLive, statusOf } from './token-status.ts';

export interface OfToken extends OfConnection {
  readonly token: string;
}

/** Two work during a rotation; more are for a customer that provisions from several places. */
const maxLive = 20;

export async function listTokens(context: AdminContext, of: OfConnection): Promise<Answer> {
  await mustBeConnection(context, of);
  const tokens = await context.store.listTokens(of.tenant, of.provider);
  return { status: 200, body: { items: tokens.map((token) => toToken(context, token)) } };
}

export async function getToken(context: AdminContext, of: OfToken): Promise<Answer> {
  return { status: 200, body: toToken(context, await mustBeToken(context, of)) };
}

export async function issueToken(context: AdminContext, of: OfConnection, wanted: NewToken): Promise<Answer> {
  await mustBeOpen(context, of);
  return issue(context, of, wanted);
}

/**
 * Makes a token and lets it in. The functions know it before the table does, so that a token that is shown works; one
 * that was let in and not kept is revoked, and nobody has it. `mustBeAllowed` is asked unless the request is a repeated
 * one. Throws 409 for more tokens than a connection or a tenant has.
 */
export async function issue(
  context: AdminContext,
  of: OfConnection,
  wanted: NewToken & { readonly replaces?: string },
  mustBeAllowed: () => Promise<void> = async () => {},
): Promise<Answer> {
  const { store, credentials, at } = context;
  mustBeToCome(wanted.expiresAt, at);
  const fresh = await credentials.makeToken(of.tenant);
  const claim = await claimKey(context, of.tenant, JSON.stringify([of, wanted]), fresh.id);
  if (claim.kind === 'taken')
    return { status: 200, body: issued(context, of, await mustHaveCome(context, of, claim.id)) };
  await mustBeAllowed();
  const live = (await store.listTokens(of.tenant, of.provider)).filter((token) => isLive(token, at));
  if (live.length >= maxLive) throw conflict(`The connection has ${live.length} tokens that work; revoke one first.`);
  const { label, scopes, expiresAt, user, replaces } = wanted;
  const token: StoredToken = {
    ...of,
    id: fresh.id,
    label,
    scopes,
    createdBy: context.caller.actor,
    ...firstVersion(at),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(user === undefined ? {} : { user }),
    ...(replaces === undefined ? {} : { replaces }),
  };
  const isAdmitted = await credentials.admit(of.tenant, fresh, {
    provider: of.provider,
    created: at,
    scopes,
    ...(expiresAt === undefined ? {} : { expires: expiresAt }),
    ...(user === undefined ? {} : { user }),
  });
  if (!isAdmitted) throw conflict(`The tenant "${of.tenant}" has no room for another token; revoke some first.`);
  if (!(await store.createToken(token))) {
    await credentials.revoke(of.tenant, [fresh.id], at);
    throw conflict('The connection was deactivated at the same moment.');
  }
  context.noteChange({ after: toToken(context, token) });
  return { status: 201, body: { ...issued(context, of, token), secret: fresh.text } };
}

/** Repeating it does no harm. The functions are told first; a revoked token never works again. */
export async function revokeToken(context: AdminContext, of: OfToken): Promise<Answer> {
  return { status: 200, body: toToken(context, await revoke(context, of)) };
}

export async function revoke(context: AdminContext, of: OfToken): Promise<StoredToken> {
  await mustBeToken(context, of);
  await context.credentials.revoke(of.tenant, [of.token], context.at);
  const { before, after } = await changeStored(
    () => mustBeToken(context, of),
    (stored) => (stored.revokedAt === undefined ? { ...stored, revokedAt: context.at } : stored),
    (next) => context.store.replaceToken(next),
    context.at,
  );
  if (after !== before) context.noteChange({ before: toToken(context, before), after: toToken(context, after) });
  return after;
}

/** The stored token. Throws 404, also for a connection that is not there. */
export async function mustBeToken(context: AdminContext, of: OfToken): Promise<StoredToken> {
  const token = await context.store.getToken(of.tenant, of.provider, of.token);
  if (token !== undefined) return token;
  await mustBeConnection(context, of);
  throw absent(`The connection has no token "${of.token}".`);
}

export function toToken({ at }: Pick<AdminContext, 'at'>, stored: StoredToken): Token {
  const { tenant, provider, id, label, scopes, createdAt, createdBy } = stored;
  const { user, expiresAt, revokedAt, lastUsedAt, replaces, replacedBy } = stored;
  const optional = Object.entries({ user, expiresAt, revokedAt, lastUsedAt, replaces, replacedBy });
  return {
    id,
    tenant,
    provider,
    label,
    scopes: [...scopes],
    status: statusOf(stored, at),
    createdAt,
    createdBy,
    ...(isExpiringSoon(stored, at) ? { expiresSoon: true } : {}),
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}

/** What a repeated request is told: all but the token itself, which was shown to the first. */
function issued(context: AdminContext, { provider }: OfConnection, token: StoredToken): IssuedToken {
  return { token: toToken(context, token), baseUrl: baseUrlOf(context, provider) };
}

async function mustHaveCome({ store }: AdminContext, of: OfConnection, id: string): Promise<StoredToken> {
  const token = await store.getToken(of.tenant, of.provider, id);
  if (token !== undefined) return token;
  throw conflict('The first request with this Idempotency-Key is still under way, or failed; send another key.');
}

function mustBeToCome(expiresAt: string | undefined, at: string): void {
  if (expiresAt === undefined || expiresAt > at) return;
  throw invalid(`The token would expire at ${expiresAt}, which is past.`, [
    { pointer: '/expiresAt', detail: 'must be an instant to come' },
  ]);
}
