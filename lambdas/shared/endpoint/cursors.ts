/** The seal of cursors of one execution environment: its key is read when the first cursor is made or comes back. */
import { deriveKey, openText, sealText } from '#cursors/seal.ts';
import type { CursorSeal } from '#service/service-context.ts';
import { SecretCache } from '#tokens/secret-cache.ts';
import { createSecretsClient, readSecret } from '#tokens/secrets-manager.ts';
import { environmentVariable } from './environment.ts';

export type ReadSecret = (name: string) => Promise<string | undefined>;

const keyAge = 3_600_000;
const retryAge = 2_000;

/** For each tenant a seal of its own. Functions that page through nothing need no `CURSOR_KEY_SECRET`. */
export function environmentCursors(): (tenant: string) => CursorSeal {
  let client: ReturnType<typeof createSecretsClient> | undefined;
  return createCursors((name) => {
    client ??= createSecretsClient();
    return readSecret(client, name);
  });
}

/** As `environmentCursors`, with secrets from wherever `read` has them. */
export function createCursors(read: ReadSecret): (tenant: string) => CursorSeal {
  const secrets = new SecretCache<string>({
    fetch: read,
    now: Date.now,
    maxAge: keyAge,
    minAge: retryAge,
    capacity: 1,
  });
  const keyOf = async (tenant: string) => {
    const name = environmentVariable('CURSOR_KEY_SECRET');
    const secret = (await secrets.get(name)) ?? (await secrets.getFresh(name));
    if (secret === undefined) throw new Error(`The secret ${name} does not exist.`);
    return deriveKey(secret, tenant);
  };
  return (tenant) => ({
    seal: async (text, purpose) => sealText(await keyOf(tenant), text, purpose),
    open: async (sealed, purpose) => openText(await keyOf(tenant), sealed, purpose),
  });
}
