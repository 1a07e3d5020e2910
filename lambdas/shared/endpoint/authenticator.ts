/** The authenticator of one execution environment, with its own Secrets Manager client and caches. */
import { type Authenticate, createAuthenticator } from '#tokens/authenticate.ts';
import { createSecretsClient, readSecret } from '#tokens/secrets-manager.ts';
import { secretNames } from './environment.ts';

/** `onTokenKey` is told the key of token ids when it is read, which is before any token is good. */
export function environmentAuthenticator(onTokenKey: (key: string) => void): Authenticate {
  const client = createSecretsClient();
  const names = secretNames();
  return createAuthenticator({
    ...names,
    readSecret: async (name) => {
      const text = await readSecret(client, name);
      if (name === names.tokenKeySecret && text !== undefined) onTokenKey(text);
      return text;
    },
    now: Date.now,
  });
}
