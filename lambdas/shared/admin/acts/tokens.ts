/** Tokens of a connection: issued and shown once, looked at, revoked. */
import type { StoredToken } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { IssuedToken, NewToken, Token } from '../contract/token.ts';
import { absent, conflict, invalid } from '../problem-error.ts';
import { changeStored, firstVersion, nextVersion } from './change.ts';
import { baseUrlOf, mustBeConnection, mustBeOpen, type OfConnection } from './connections.ts';
import { claimKey } from './idempotency.ts';
import { isExpiringSoon, isLive, statusOf, successorIn } from './token-status.ts';

export interface OfToken extends OfConnection {
  readonly token: string;
}

/** Two work during a rotation; more are for a customer that provisions from several places. */
const maxLive = 20;

export async function listTokens(context: AdminContext, of: OfConnection): Promise<Answer> {
  await mustBeConnection(context, of);
  const tokens = await context.store.listTokens(of.tenant, of.provider);
  return { status: 200, body: { items: tokens.map((token) => toToken(context, token, tokens)) } };
}

export async function getToken(context: AdminContext, of: OfToken): Promise<Answer> {
  return { status: 200, body: await showToken(context, await mustBeToken(context, of)) };
}

export async function issueToken(context: AdminContext, of: OfConnection, wanted: NewToken): Promise<Answer> {
  await mustBeOpen(context, of);
  return issue(context, of, wanted);
}

/**
 * Makes a token and lets it in. The functions know it before the table does, so that a token that is shown works; one
 * that was let in and not kept is revoked, and nobody has it. `old` is the token that it takes over from: the two are
 * linked in one step, so no other can take over from it as well. Throws 409 for more tokens than a connection or a tenant
 * has, and when `old` has a successor.
 */
export async function issue(
  context: AdminContext,
  of: OfConnection,
  wanted: NewToken & { readonly replaces?: string },
  old?: StoredToken,
): Promise<Answer> {
  const { store, credentials, at } = context;
  const expiresAt = wanted.expiresAt ?? endLike(old, at);
  mustBeToCome(expiresAt, at);
  const fresh = await credentials.makeToken(of.tenant);
  // As it was asked for: the end that follows from the old token is another one each time.
  const claim = await claimKey(context, of.tenant, JSON.stringify([of, wanted]), fresh.id);
  if (claim.kind === 'taken') {
    return { status: 200, body: await issued(context, of, await mustHaveCome(context, of, claim.id)) };
  }
  const all = await store.listTokens(of.tenant, of.provider);
  if (old !== undefined && successorIn(all, old, at) !== undefined) {
    throw conflict('A rotation of this token is under way; complete or cancel it first.');
  }
  const live = all.filter((token) => isLive(token, at));
  if (live.length >= maxLive) throw conflict(`The connection has ${live.length} tokens that work; revoke one first.`);
  const { label, scopes, user, replaces } = wanted;
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
  const linked = old && nextVersion({ ...old, replacedBy: fresh.id, ending: undefined }, at);
  if (!(await store.createToken(token, linked))) {
    await credentials.revoke(of.tenant, [fresh.id], at);
    const what = old === undefined ? 'The connection was deactivated' : 'The token or its connection was changed';
    throw conflict(`${what} at the same moment.`);
  }
  context.noteChange({ after: toToken(context, token) });
  return { status: 201, body: { ...(await issued(context, of, token)), secret: fresh.text } };
}

/** Repeating it does no harm. The functions are told first; a revoked token never works again. */
export async function revokeToken(context: AdminContext, of: OfToken): Promise<Answer> {
  return { status: 200, body: await showToken(context, await revoke(context, of)) };
}

/** A token that it was to take over from has no successor any more. */
export async function revoke(context: AdminContext, of: OfToken): Promise<StoredToken> {
  await mustBeToken(context, of);
  await context.credentials.revoke(of.tenant, [of.token], context.at);
  const { before, after } = await changeToken(context, of, (stored) =>
    stored.revokedAt === undefined ? { ...stored, revokedAt: context.at } : stored,
  );
  if (after.replaces !== undefined) {
    await changeToken(context, { ...of, token: after.replaces }, (old) =>
      old.replacedBy === after.id ? { ...old, replacedBy: undefined, ending: undefined } : old,
    );
  }
  if (after !== before) {
    context.noteChange({ before: await showToken(context, before), after: await showToken(context, after) });
  }
  return after;
}

function changeToken(context: AdminContext, of: OfToken, decide: (before: StoredToken) => StoredToken) {
  return changeStored(
    () => mustBeToken(context, of),
    decide,
    (next) => context.store.replaceToken(next),
    context.at,
  );
}

/** The stored token. Throws 404, also for a connection that is not there. */
export async function mustBeToken(context: AdminContext, of: OfToken): Promise<StoredToken> {
  const token = await context.store.getToken(of.tenant, of.provider, of.token);
  if (token !== undefined) return token;
  await mustBeConnection(context, of);
  throw absent(`The connection has no token "${of.token}".`);
}

export async function showToken(context: AdminContext, stored: StoredToken): Promise<Token> {
  const { tenant, provider, replacedBy } = stored;
  const linked = replacedBy === undefined ? undefined : await context.store.getToken(tenant, provider, replacedBy);
  return toToken(context, stored, linked === undefined ? [] : [linked]);
}

/** The token that takes over is looked for among `others`. */
function toToken({ at }: Pick<AdminContext, 'at'>, stored: StoredToken, others: readonly StoredToken[] = []): Token {
  const { tenant, provider, id, label, scopes, createdAt, createdBy } = stored;
  const { user, expiresAt, revokedAt, lastUsedAt, replaces } = stored;
  const replacedBy = successorIn(others, stored, at)?.id;
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
    ...(isExpiringSoon(stored, others, at) ? { expiresSoon: true } : {}),
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}

/** What a repeated request is told: all but the token itself, which was shown to the first. */
async function issued(context: AdminContext, { provider }: OfConnection, token: StoredToken): Promise<IssuedToken> {
  return { token: await showToken(context, token), baseUrl: baseUrlOf(context, provider) };
}

/** As long from now on as the old token was to last when it was issued; undefined for one that does not end. */
function endLike(old: StoredToken | undefined, at: string): string | undefined {
  if (old?.expiresAt === undefined) return undefined;
  return new Date(Date.parse(at) + Date.parse(old.expiresAt) - Date.parse(old.createdAt)).toISOString();
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
