/**
 * Rotation: a second token works beside the first, so that provisioning never stops. Then the first is revoked, or the
 * second, when the change is cancelled.
 */
import type { StoredToken } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { Rotation } from '../contract/token.ts';
import { conflict } from '../problem-error.ts';
import { changeStored } from './change.ts';
import { mustBeOpen } from './connections.ts';
import { isLive, successorIn } from './token-status.ts';
import { issue, mustBeToken, type OfToken, revoke, showToken } from './tokens.ts';

type Ending = NonNullable<StoredToken['ending']>;

/**
 * The new token lasts as long as the old one was to last, unless `rotation` says otherwise. Throws 409 when the token does
 * not work any more, or is being replaced by a token that does.
 */
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
  return issue(context, connection, wanted, old);
}

/** Revokes the old token. Throws 409 without a rotation under way. */
export async function completeRotation(context: AdminContext, of: OfToken): Promise<Answer> {
  await decide(context, of, 'completing');
  return { status: 200, body: await showToken(context, await revoke(context, of)) };
}

/** Revokes the new token; the old one goes on as if nothing had been. Throws 409 without a rotation under way. */
export async function cancelRotation(context: AdminContext, of: OfToken): Promise<Answer> {
  const { replacedBy } = await decide(context, of, 'cancelling');
  if (replacedBy !== undefined) await revoke(context, { ...of, token: replacedBy });
  return { status: 200, body: await showToken(context, await mustBeToken(context, of)) };
}

/**
 * Notes at the old token how its rotation ends, before anything is revoked: of two who end it in different ways the second
 * is refused, so that one token is left. The same again is taken, as the first may not have come to its end. Throws 409.
 */
async function decide(context: AdminContext, of: OfToken, ending: Ending): Promise<StoredToken> {
  const { after } = await changeStored(
    async () => {
      const old = await mustBeToken(context, of);
      // What was cancelled half way has no successor that works.
      if (ending === 'cancelling' && old.ending === ending) return old;
      await mustHaveSuccessor(context, old);
      return old;
    },
    (old) => {
      if (old.ending === ending) return old;
      if (old.ending !== undefined) throw conflict(`The rotation is ${words[old.ending]} already.`);
      if (ending === 'cancelling' && !isLive(old, context.at)) {
        throw conflict(
          'The token does not work any more: nothing would be left. Revoke the new one by its id instead.',
        );
      }
      return { ...old, ending };
    },
    (next) => context.store.replaceToken(next),
    context.at,
  );
  return after;
}

const words: Readonly<Record<Ending, string>> = { completing: 'completed', cancelling: 'cancelled' };

async function mustHaveSuccessor({ store, at }: AdminContext, old: StoredToken): Promise<void> {
  const { tenant, provider, replacedBy } = old;
  const linked = replacedBy === undefined ? undefined : await store.getToken(tenant, provider, replacedBy);
  if (linked !== undefined && successorIn([linked], old, at) !== undefined) return;
  throw conflict('No rotation of this token is under way; start one first.');
}
