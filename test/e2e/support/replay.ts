/** Plays the recorded requests of `test/idp/` against the connection under test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, send } from './client.ts';

/** One recorded request with the answers its client accepts; the fields are explained in `test/idp/README.md`. */
export interface IdpRecord {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly rawQuery?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly expectStatus: readonly number[];
  readonly evidence: string;
}

export interface IdpFile {
  readonly file: string;
  readonly records: readonly IdpRecord[];
}

/** Values for `{placeholders}`; the ids of what a run creates are filled in as it goes. */
export type Placeholders = Record<string, string>;

/** The files of one identity provider in the order of their names. */
export function readRecords(provider: string): readonly IdpFile[] {
  const folder = join(import.meta.dirname, '../../idp', provider);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, records: JSON.parse(readFileSync(join(folder, file), 'utf8')) as IdpRecord[] }));
}

/** Sends a record with its placeholders replaced. A create notes the new id as `userId` or `groupId`. */
export async function replay(record: IdpRecord, placeholders: Placeholders): Promise<Answer & { sent: unknown }> {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  const search = record.rawQuery === undefined ? fillQuery(record.query, fill) : fill(record.rawQuery);
  const body = record.body === undefined ? undefined : (JSON.parse(fill(JSON.stringify(record.body))) as unknown);
  const answer = await send(record.method, fill(record.path) + (search === '' ? '' : `?${search}`), {
    ...(body === undefined ? {} : { body }),
    ...(record.headers === undefined ? {} : { headers: record.headers }),
  });
  if (answer.status === 201 && record.path === '/Users') placeholders.userId = answer.json.id ?? '';
  if (answer.status === 201 && record.path === '/Groups') placeholders.groupId = answer.json.id ?? '';
  return { ...answer, sent: body };
}

function fillQuery(query: Readonly<Record<string, string>>, fill: (text: string) => string): string {
  return new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, fill(value)]),
  ).toString();
}

/** What a client sent of a resource and must find again: no readOnly attribute, and nothing unassigned. */
export function assignedAttributes(sent: unknown): Record<string, unknown> {
  const ignored = new Set(['schemas', 'id', 'meta', 'groups', 'password', 'members']);
  const isAssigned = (value: unknown) => value !== null && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(sent as Record<string, unknown>).filter(([name, value]) => !ignored.has(name) && isAssigned(value)),
  );
}
