/** The recorded requests of `test/idp/`; the fields are explained in its README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = Record<string, unknown>;

/** JSON pointers to values; `null` for what must not be there, `*` for every element of a list. */
export type Pointers = Readonly<Record<string, unknown>>;

/** What there must be before a record is played, made anew for it: attributes that matter. */
export interface Given {
  readonly user?: Json;
  readonly group?: Json;
}

/** One recorded request with the answers its client accepts. */
export interface IdpRecord {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly rawQuery?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly given?: Given;
  readonly body?: unknown;
  readonly expectStatus: readonly number[];
  /** What must be in the answer, and in the resource when it is read afterwards. */
  readonly assert?: { readonly answer?: Pointers; readonly resource?: Pointers };
  readonly evidence: string;
  /** Placeholders that the answer gives their values, by the pointers to those. */
  readonly binds?: Readonly<Record<string, string>>;
}

export interface IdpFile {
  readonly file: string;
  readonly records: readonly IdpRecord[];
}

const folder = join(import.meta.dirname, '../idp');

/** Each folder of records with the id of the provider on whose path they are played. */
export const recordFolders: Readonly<Record<string, string>> = {
  authentik: 'authentik',
  'aws-iam-identity-center': 'generic',
  cyberark: 'cyberark',
  entra: 'entra',
  'google-workspace': 'google',
  jumpcloud: 'jumpcloud',
  keycloak: 'keycloak',
  okta: 'okta',
  onelogin: 'onelogin',
  ping: 'ping',
  rippling: 'rippling',
  sailpoint: 'sailpoint',
  'strongdm-scimsdk': 'generic',
};

/** The folders that there are, without the one of distilled cases. */
export function presentFolders(): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== '_common').map(({ name }) => name);
}

/** The files of one folder in the order of their names. */
export function readRecords(name: string): readonly IdpFile[] {
  return readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, records: readFile(join(folder, name, file)) }));
}

export function readFile(path: string): readonly IdpRecord[] {
  return JSON.parse(readFileSync(path, 'utf8')) as IdpRecord[];
}
