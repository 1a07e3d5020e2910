/** Secrets Manager of this process with a token key, and what issues and changes tokens in it. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';
import type { TokenSecrets } from '#tokens/credentials.ts';

export interface TestTokenSecrets {
  readonly endpoint: SecretsEndpoint;
  readonly secrets: TokenSecrets;
  stop(): Promise<void>;
}

export async function startTokenSecrets(): Promise<TestTokenSecrets> {
  const endpoint = await startSecrets({ region: 'eu-west-1' });
  const client = new SecretsManagerClient({
    endpoint: endpoint.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await client.send(new CreateSecretCommand({ Name: 'token-key', SecretString: 'k'.repeat(64) }));
  return {
    endpoint,
    secrets: { client, tenantSecretPrefix: 'tenants/', tokenKeySecret: 'token-key' },
    stop: async () => {
      client.destroy();
      await endpoint.stop();
    },
  };
}
