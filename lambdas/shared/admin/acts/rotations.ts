/**
 * Rotation: a second token works beside the first, so that provisioning never stops. Then the first is revoked, or the
 * second, when the change is cancelled.
 */
import type { StoredToken } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { IssuedToken, Rotation } from '../contract/token.ts';
import { conflict } from '../problem-error.ts';
import { changeStored } from './change.ts';
import { mustBeOpen } from './connections.ts';
import { isLive } from './token-status.ts';
import { issue, mustBeToken, type OfToken, revoke, toToken } from './tokens.ts';

/** Throws 409 when the token does not work any more, or is being replaced by a token that does. */
export async function startRotation(context: AdminContext, of: OfToken, rotation: Rotation): Promise<Answer> {
  const { token: replaces, ...connection } = of;
  await mustBeOpen(context, connection);
  const old = await mustBeToken(context, of);
  if (!isLive(old, context.at)) throw conflict('The token does not work any more; issue a new one instead.');
  const wanted = {
    label: rotation.label ?? old.label,
    scopes: [...old.scopes],
    replaces,
    ...(old.user === undefined ? {} : { user: old.user }),
    ...(rotation.expiresAt === undefined ? {} : { expiresAt: rotation.expiresAt }),
  };
  // A repeated request is answered by its key; any other would leave a third token behind.
  const answer = await issue(context, connection, wanted, async () => {
    if ((await liveSuccessor(context, of, old)) !== undefined) {
      throw conflict('A rotation of this token is under way; complete or cancel it first.');
    }
  });
  const { token: successor } = answer.body as IssuedToken;
  await link(context, of, successor.id);
  return answer;
}

/** Revokes the old token. Throws 409 without a rotation under way. */
export async function completeRotation(context: AdminContext, of: OfToken): Promise<Answer> {
  await mustHaveSuccessor(context, of);
  return { status: 200, body: toToken(context, await revoke(context, of)) };
}

/** Revokes the new token; the old one goes on as if nothing had been. Throws 409 without a rotation under way. */
export async function cancelRotation(context: AdminContext, of: OfToken): Promise<Answer> {
  const successor = await mustHaveSuccessor(context, of);
  await revoke(context, { ...of, token: successor.id });
  await link(context, of, undefined);
  return { status: 200, body: toToken(context, await mustBeToken(context, of)) };
}

async function liveSuccessor(
  { store, at }: AdminContext,
  { tenant, provider }: OfToken,
  { replacedBy }: StoredToken,
): Promise<StoredToken | undefined> {
  const successor = replacedBy === undefined ? undefined : await store.getToken(tenant, provider, replacedBy);
  return successor !== undefined && isLive(successor, at) ? successor : undefined;
}

async function mustHaveSuccessor(context: AdminContext, of: OfToken): Promise<StoredToken> {
  const successor = await liveSuccessor(context, of, await mustBeToken(context, of));
  if (successor === undefined) throw conflict('No rotation of this token is under way; start one first.');
  return successor;
}

function link(context: AdminContext, of: OfToken, replacedBy: string | undefined): Promise<unknown> {
  return changeStored(
    () => mustBeToken(context, of),
    (old) => (old.replacedBy === replacedBy ? old : { ...old, replacedBy }),
    (next) => context.store.replaceToken(next),
    context.at,
  );
}
