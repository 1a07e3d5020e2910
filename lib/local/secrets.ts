/** Secrets Manager's own protocol (AWS JSON 1.1) over a store of this machine, for the unmodified SDK. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Fields, isRecord } from './intrinsics.ts';
import { openLoopback } from './loopback-server.ts';
import {
  type Secret,
  SecretError,
  SecretStore,
  type SecretTag,
  type SecretValue,
  type SecretVersion,
} from './secret-store.ts';

export interface SecretsOptions {
  readonly region: string;
  /** Without it, nothing outlives the process. */
  readonly file?: string | undefined;
}

export interface SecretsEndpoint {
  /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly endpoint: string;
  readonly store: SecretStore;
  /** How often each operation was called since the start, e.g. `{ GetSecretValue: 3 }`. */
  readonly calls: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

type Operation = (store: SecretStore, input: Fields) => object;

const day = 24 * 60 * 60 * 1_000;
const current = 'AWSCURRENT';
/** Bytes of a value (Secrets Manager quotas). */
const maxLength = 65_536;

/** Serves on a free loopback port. */
export async function startSecrets({ region, file }: SecretsOptions): Promise<SecretsEndpoint> {
  const store = new SecretStore(region, file);
  const calls: Record<string, number> = {};
  const { origin, serve, stop } = await openLoopback();
  serve((request, response) => void answer(store, calls, request, response));
  return { endpoint: origin, store, calls, stop };
}

async function answer(
  store: SecretStore,
  calls: Record<string, number>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  try {
    const name = String(request.headers['x-amz-target']).replace(/^secretsmanager\./, '');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined)
      throw new SecretError('UnknownOperationException', `There is no operation ${name} here.`);
    calls[name] = (calls[name] ?? 0) + 1;
    const input: unknown = JSON.parse(await text(request));
    send(200, operation(store, isRecord(input) ? input : {}));
  } catch (error) {
    if (error instanceof SecretError) send(400, { __type: error.name, Message: error.message });
    else send(500, { __type: 'InternalServiceError', Message: error instanceof Error ? error.message : String(error) });
  }
}

const operations: Readonly<Record<string, Operation>> = {
  CreateSecret: (store, input) => {
    const traits = { description: optional(input.Description), tags: tagsOf(input.Tags) };
    const secret = store.create(required(input, 'Name'), traits);
    const value = valueOf(input);
    if (value === undefined) return identity(store.save(secret));
    const { secret: filled, versionId } = store.addVersion(secret, value, optional(input.ClientRequestToken));
    return { ...identity(store.save(filled)), VersionId: versionId };
  },

  GetSecretValue: (store, input) => valueOutput(store.findLive(required(input, 'SecretId')), input),

  BatchGetSecretValue: (store, input) => {
    const ids = input.SecretIdList === undefined ? undefined : stringsOf(input.SecretIdList);
    const wanted = ids ?? filtered(store.list(), input.Filters).map(({ name }) => name);
    const results = wanted.map((id) => attempt(id, () => valueOutput(store.findLive(id), {})));
    return {
      SecretValues: results.flatMap(({ output }) => (output === undefined ? [] : [output])),
      Errors: results.flatMap(({ error }) => (error === undefined ? [] : [error])),
    };
  },

  PutSecretValue: (store, input) => {
    const value = valueOf(input);
    if (value === undefined) throw invalidParameter('You must provide either SecretString or SecretBinary.');
    const stages = input.VersionStages === undefined ? [current] : stringsOf(input.VersionStages);
    const found = store.findLive(required(input, 'SecretId'));
    const { secret, versionId } = store.addVersion(found, value, optional(input.ClientRequestToken), stages);
    const saved = store.save(secret);
    return { ...identity(saved), VersionId: versionId, VersionStages: saved.versions[versionId]?.stages ?? [] };
  },

  UpdateSecret: (store, input) => {
    const found = store.findLive(required(input, 'SecretId'));
    const secret = { ...found, description: optional(input.Description) ?? found.description };
    const value = valueOf(input);
    if (value === undefined) return identity(store.save(secret));
    const { secret: filled, versionId } = store.addVersion(secret, value, optional(input.ClientRequestToken));
    return { ...identity(store.save(filled)), VersionId: versionId };
  },

  UpdateSecretVersionStage: (store, input) => {
    const secret = store.findLive(required(input, 'SecretId'));
    const stage = required(input, 'VersionStage');
    const to = optional(input.MoveToVersionId);
    const from = Object.keys(secret.versions).find((id) => secret.versions[id]?.stages.includes(stage));
    if (to !== undefined && !Object.hasOwn(secret.versions, to)) throw noSuchVersion(`VersionId: ${to}`);
    if (from !== undefined && from !== to && input.RemoveFromVersionId !== from) {
      throw invalidParameter(
        `The staging label ${stage} is attached to version ${from}: name it in RemoveFromVersionId.`,
      );
    }
    return identity(store.save(store.moveStage(secret, stage, to)));
  },

  DescribeSecret: (store, input) => {
    const secret = store.find(required(input, 'SecretId'));
    const stages = Object.entries(secret.versions).map(([id, version]) => [id, version.stages] as const);
    return { ...description(secret), VersionIdsToStages: Object.fromEntries(stages) };
  },

  ListSecrets: (store, input) => {
    const all = filtered(store.list(), input.Filters).filter(
      ({ deletionDate }) => deletionDate === undefined || input.IncludePlannedDeletion === true,
    );
    const start = Number(optional(input.NextToken) ?? 0);
    const end = start + (typeof input.MaxResults === 'number' ? input.MaxResults : 100);
    return {
      SecretList: all.slice(start, end).map((secret) => {
        const stages = Object.entries(secret.versions).map(([id, version]) => [id, version.stages] as const);
        return { ...description(secret), SecretVersionsToStages: Object.fromEntries(stages) };
      }),
      ...(end < all.length ? { NextToken: String(end) } : {}),
    };
  },

  DeleteSecret: (store, input) => {
    const secret = store.find(required(input, 'SecretId'));
    const { RecoveryWindowInDays: window, ForceDeleteWithoutRecovery: force } = input;
    if (force === true && window !== undefined) {
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    const days = typeof window === 'number' ? window : 30;
    if (days < 7 || days > 30)
      throw invalidParameter('RecoveryWindowInDays must be between 7 and 30 days (inclusive).');
    const deletionDate = Date.now() + (force === true ? 0 : days * day);
    if (force === true) store.remove(secret);
    else store.save({ ...secret, deletionDate });
    return { ...identity(secret), DeletionDate: deletionDate / 1_000 };
  },

  RestoreSecret: (store, input) => {
    const secret = store.find(required(input, 'SecretId'));
    return identity(store.save({ ...secret, deletionDate: undefined }));
  },

  TagResource: (store, input) => {
    const secret = store.findLive(required(input, 'SecretId'));
    const added = tagsOf(input.Tags);
    const kept = secret.tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key));
    store.save({ ...secret, tags: [...kept, ...added] });
    return {};
  },
};

function valueOutput(secret: Secret, input: Fields): object {
  const [versionId, version] = findVersion(secret, optional(input.VersionId), optional(input.VersionStage));
  return {
    ...identity(secret),
    VersionId: versionId,
    VersionStages: version.stages,
    CreatedDate: version.created / 1_000,
    ...(version.text === undefined ? {} : { SecretString: version.text }),
    ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
  };
}

function findVersion(secret: Secret, id: string | undefined, stage: string | undefined): [string, SecretVersion] {
  const wanted = stage ?? (id === undefined ? current : undefined);
  const found = Object.entries(secret.versions).find(
    ([versionId, { stages }]) =>
      (id === undefined || versionId === id) && (wanted === undefined || stages.includes(wanted)),
  );
  if (found === undefined) throw noSuchVersion(id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`);
  return found;
}

function attempt(id: string, run: () => object): { readonly output?: object; readonly error?: object } {
  try {
    return { output: run() };
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    return { error: { SecretId: id, ErrorCode: error.name, Message: error.message } };
  }
}

const identity = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

const description = (secret: Secret) => ({
  ...identity(secret),
  Description: secret.description,
  CreatedDate: secret.created / 1_000,
  LastChangedDate: secret.changed / 1_000,
  ...(secret.deletionDate === undefined ? {} : { DeletedDate: secret.deletionDate / 1_000 }),
  Tags: secret.tags,
});

/** By the beginning of the name, the one filter that is understood here. */
function filtered(secrets: readonly Secret[], filters: unknown): readonly Secret[] {
  const all = Array.isArray(filters) ? filters.filter(isRecord) : [];
  if (all.some(({ Key }) => Key !== 'name')) throw invalidParameter('The only filter here is by name.');
  return secrets.filter(({ name }) =>
    all.every(({ Values }) => stringsOf(Values).some((prefix) => name.startsWith(prefix))),
  );
}

function valueOf({ SecretString, SecretBinary }: Fields): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (typeof SecretString === 'string') {
    mustFit('secretString', Buffer.byteLength(SecretString));
    return { text: SecretString };
  }
  if (typeof SecretBinary !== 'string') return undefined;
  mustFit('secretBinary', Buffer.byteLength(SecretBinary, 'base64'));
  return { binary: SecretBinary };
}

/** Throws as AWS does: this is refused before an operation looks at it, so it has no InvalidParameterException. */
function mustFit(name: string, length: number): void {
  if (length <= maxLength) return;
  const constraint = `Member must have length less than or equal to ${maxLength}`;
  throw new SecretError(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

function required(input: Fields, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw invalidParameter(`You must provide a value for ${name}.`);
  return value;
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function tagsOf(value: unknown): readonly SecretTag[] {
  const tags = Array.isArray(value) ? value.filter(isRecord) : [];
  return tags.map(({ Key, Value }) => ({ Key: optional(Key) ?? '', Value: optional(Value) ?? '' }));
}

function invalidParameter(message: string): SecretError {
  return new SecretError('InvalidParameterException', message);
}

function noSuchVersion(which: string): SecretError {
  const message = `Secrets Manager can't find the specified secret value for ${which}`;
  return new SecretError('ResourceNotFoundException', message);
}
