/** Secrets with their versions and staging labels, in memory or in one file, as Secrets Manager keeps them. */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { secretArn } from './intrinsics.ts';

export interface SecretVersion {
  readonly text?: string | undefined;
  /** In base64. */
  readonly binary?: string | undefined;
  /** Instants in this file are milliseconds since the epoch. */
  readonly created: number;
  readonly stages: readonly string[];
}

export interface SecretTag {
  readonly Key: string;
  readonly Value: string;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly created: number;
  readonly changed: number;
  /** When the secret will be gone; unset again by restoring it. */
  readonly deletionDate?: number | undefined;
  readonly tags: readonly SecretTag[];
  readonly versions: Readonly<Record<string, SecretVersion>>;
}

export type SecretValue = Pick<SecretVersion, 'text' | 'binary'>;

/** An error of the service, by the name its protocol gives it. All of them are answered with status 400. */
export class SecretError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

export class SecretStore {
  readonly #region: string;
  readonly #file: string | undefined;
  readonly #now: () => number;
  #secrets: ReadonlyMap<string, Secret>;

  /** Reads `file` if it is there; without one, nothing outlives the process. Throws when the file is not readable. */
  constructor(region: string, file?: string, now: () => number = Date.now) {
    this.#region = region;
    this.#file = file;
    this.#now = now;
    this.#secrets = file === undefined ? new Map() : readSecrets(file);
  }

  /** In order of name. */
  list(): readonly Secret[] {
    return [...this.#secrets.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The secret with this name, ARN, or ARN without its last six characters, also a deleted one. */
  find(id: string): Secret {
    const name = this.#secrets.get(id) ?? this.list().find(({ arn }) => arn === id || arn.slice(0, -7) === id);
    if (name === undefined) {
      throw new SecretError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return name;
  }

  /** As `find`, of secrets that are not scheduled for deletion. */
  findLive(id: string): Secret {
    const secret = this.find(id);
    if (secret.deletionDate === undefined) return secret;
    throw new SecretError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  create(name: string, traits: Pick<Secret, 'description' | 'tags'>): Secret {
    if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) {
      throw new SecretError('ValidationException', 'Invalid name. Must be a valid name containing /_+=.@-.');
    }
    const existing = this.#secrets.get(name);
    if (existing?.deletionDate !== undefined) {
      throw new SecretError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (existing !== undefined) {
      throw new SecretError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const now = this.#now();
    return { ...traits, name, arn: secretArn(this.#region, name), created: now, changed: now, versions: {} };
  }

  /** Adds a version with these labels, each taken from the version that had it. The same version again is no change. */
  addVersion(secret: Secret, value: SecretValue, id: string = randomUUID(), stages: readonly string[] = [current]) {
    const existing = Object.hasOwn(secret.versions, id) ? secret.versions[id] : undefined;
    if (existing !== undefined) {
      if (existing.text === value.text && existing.binary === value.binary) return { secret, versionId: id };
      throw new SecretError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.name}.`,
      );
    }
    const version: SecretVersion = { ...value, created: this.#now(), stages: [] };
    const added = { ...secret, versions: { ...secret.versions, [id]: version } };
    return { secret: stages.reduce((changed, stage) => this.moveStage(changed, stage, id), added), versionId: id };
  }

  /** Gives a label to one version alone, or to none. AWSPREVIOUS follows AWSCURRENT by itself. */
  moveStage(secret: Secret, stage: string, to: string | undefined): Secret {
    const from = Object.keys(secret.versions).find((id) => secret.versions[id]?.stages.includes(stage));
    const entries = Object.entries(secret.versions).map(([id, version]): [string, SecretVersion] => {
      const others = version.stages.filter((one) => one !== stage);
      return [id, { ...version, stages: id === to ? [...others, stage] : others }];
    });
    const moved = { ...secret, versions: Object.fromEntries(entries), changed: this.#now() };
    const hadCurrent = stage === current && from !== undefined && from !== to;
    return hadCurrent ? this.moveStage(moved, previous, from) : moved;
  }

  /** Keeps the secret; when this returns it is on the disk. Versions that lost all their labels are forgotten. */
  save(secret: Secret): Secret {
    const versions = Object.entries(secret.versions).filter(([, { stages }]) => stages.length > 0);
    const kept = { ...secret, versions: Object.fromEntries(versions) };
    this.#replace(new Map(this.#secrets).set(secret.name, kept));
    return kept;
  }

  remove(secret: Secret): void {
    const secrets = new Map(this.#secrets);
    secrets.delete(secret.name);
    this.#replace(secrets);
  }

  #replace(secrets: ReadonlyMap<string, Secret>): void {
    if (this.#file !== undefined) writeWhole(this.#file, JSON.stringify({ secrets: [...secrets.values()] }, null, 1));
    this.#secrets = secrets;
  }
}

/** Replaces a file that only its owner may read. After a crash at any moment it holds the old text or the new one. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, 'w', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

function readSecrets(file: string): ReadonlyMap<string, Secret> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  const { secrets } = JSON.parse(text) as { readonly secrets: readonly Secret[] };
  return new Map(secrets.map((secret) => [secret.name, secret]));
}
