/** The authenticator of one execution environment, with its own Secrets Manager client and caches. */
import { type Authenticate, createAuthenticator } from '#tokens/authenticate.ts';
import { createSecretsClient, readSecret } from '#tokens/secrets-manager.ts';
import { secretNames } from './environment.ts';

export function environmentAuthenticator(): Authenticate {
  const client = createSecretsClient();
  return createAuthenticator({
    ...secretNames(),
    readSecret: (name) => readSecret(client, name),
    now: Date.now,
  });
}
