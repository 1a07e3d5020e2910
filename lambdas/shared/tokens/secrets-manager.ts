/** Secrets Manager, as far as a function needs it (AWS Secrets Manager API, GetSecretValue). */
import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A client with timeouts that leave a request time to answer. Region and endpoint come from the environment. */
export function createSecretsClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
  });
}

/** The current text of a secret; undefined when it does not exist or is scheduled for deletion. */
export async function readSecret(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) return undefined;
    throw error;
  }
}
