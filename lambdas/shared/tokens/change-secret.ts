/** Changing a secret without losing a change that is made at the same moment. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** Each of some twenty writers at once gets its turn; more would be an error of its own. */
const maxTries = 30;
const longestDelay = 400;
const current = 'AWSCURRENT';
/** The label that a version has before it is the current one: always this one, as a secret takes 20 labels in all. */
const pending = 'ROLLCALLPENDING';

/**
 * Puts `change(text)` in place of the secret's text, which is undefined when there is no secret. `change` is called
 * again when another writer came first, so it must have no effect of its own; the text it was given is then newer.
 *
 * A new version is added beside the current one, and the label of the current version is moved on the condition that it
 * is still where it was read (AWS Secrets Manager API, UpdateSecretVersionStage, RemoveFromVersionId). Throws what
 * `change` and the SDK throw, and when others come first time and again. A new secret is encrypted with
 * `encryptionKey`, by its id, alias or ARN in KMS, or else with AWS's own key.
 */
export async function changeSecret(
  client: SecretsManagerClient,
  name: string,
  change: (text: string | undefined) => string,
  encryptionKey?: string,
): Promise<void> {
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    if (await tryChange(client, name, change, encryptionKey)) return;
    await sleep(Math.random() * Math.min(longestDelay, 10 * 2 ** attempt));
  }
  throw new Error(`The secret ${name} is changed by others all the time. Try again.`);
}

/** False when another writer came first. */
async function tryChange(
  client: SecretsManagerClient,
  name: string,
  change: (text: string | undefined) => string,
  encryptionKey: string | undefined,
): Promise<boolean> {
  const before = await readVersion(client, name);
  if (before === undefined)
    return create(client, { Name: name, SecretString: change(undefined), KmsKeyId: encryptionKey });
  const put = { SecretId: name, SecretString: change(before.text), VersionStages: [pending] };
  const { VersionId: added } = await client.send(new PutSecretValueCommand(put));
  const move = { SecretId: name, VersionStage: current, MoveToVersionId: added, RemoveFromVersionId: before.version };
  try {
    await client.send(new UpdateSecretVersionStageCommand(move));
    return true;
  } catch (error) {
    // A version that has no label left, because another writer took the pending one, may be gone at any time.
    if (error instanceof InvalidParameterException || error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function create(client: SecretsManagerClient, secret: CreateSecretCommandInput): Promise<boolean> {
  try {
    await client.send(new CreateSecretCommand(secret));
    return true;
  } catch (error) {
    if (error instanceof ResourceExistsException) return false;
    throw error;
  }
}

async function readVersion(client: SecretsManagerClient, name: string) {
  try {
    const { SecretString: text, VersionId: version } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return { text, version };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
