/** Ways to say the same request differently: a client's freedom, which must not change the outcome. */
import type { IdpRecord, Json } from './idp-records.ts';

/** Numbers from 0 to 1, from a seed. */
export type Dice = () => number;

export type Mutation = (record: IdpRecord, dice: Dice) => IdpRecord;

const reserved = /^(\$ref|urn:.*|https?:.*)$/;

export const mutations: Readonly<Record<string, Mutation>> = {
  'letter case of keys': (record, dice) => mapBody(record, (body) => renameKeys(body, dice)),
  'order of keys': (record, dice) => mapBody(record, (body) => reorderKeys(body, dice)),
  'order of operations that commute': (record, dice) => mapBody(record, (body) => reorderOperations(body, dice)),
  'null for absent': (record) => mapBody(record, (body) => (isResource(record) ? addNulls(body as Json) : body)),
  'one object for a list of one': (record) => mapBody(record, unwrap),
  'application/json': (record) => (record.body === undefined ? record : withType(record, 'application/json')),
};

function mapBody(record: IdpRecord, change: (body: unknown) => unknown): IdpRecord {
  return record.body === undefined ? record : { ...record, body: change(record.body) };
}

function isResource({ method }: IdpRecord): boolean {
  return method === 'POST' || method === 'PUT';
}

function withType(record: IdpRecord, type: string): IdpRecord {
  const others = Object.entries(record.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'content-type');
  return { ...record, headers: { ...Object.fromEntries(others), 'Content-Type': type } };
}

function mapEntries(value: unknown, change: (entries: [string, unknown][]) => [string, unknown][]): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => mapEntries(element, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => [key, mapEntries(field, change)]);
  return Object.fromEntries(change(entries));
}

function renameKeys(body: unknown, dice: Dice): unknown {
  const otherCase = (key: string) =>
    reserved.test(key) ? key : key.replace(/[a-z]/gi, (c) => (dice() < 0.5 ? c.toUpperCase() : c.toLowerCase()));
  return mapEntries(body, (entries) => entries.map(([key, value]) => [otherCase(key), value]));
}

function reorderKeys(body: unknown, dice: Dice): unknown {
  return mapEntries(body, (entries) => shuffle(entries, dice));
}

function shuffle<T>(values: readonly T[], dice: Dice): T[] {
  return values
    .map((value) => ({ value, at: dice() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Operations on different attributes commute, and so do adds and removals of different members. */
function reorderOperations(body: unknown, dice: Dice): unknown {
  const { Operations: operations } = body as { readonly Operations?: readonly Json[] };
  if (operations === undefined || !haveNothingInCommon(operations.map(targetsOf))) return body;
  return { ...(body as Json), Operations: shuffle(operations, dice) };
}

function haveNothingInCommon(targets: readonly (readonly string[])[]): boolean {
  const all = targets.flat();
  return !all.includes('') && new Set(all).size === all.length;
}

/** What an operation changes: attributes, or `members` one by one; '' when it could be anything. */
function targetsOf({ op, path, value }: Json): readonly string[] {
  if (typeof path !== 'string') return [''];
  const removed = /^members\[value eq "(.+)"\]$/.exec(path)?.[1];
  if (removed !== undefined) return [`members ${removed}`];
  if (path !== 'members') return [(path.startsWith('urn:') ? path : path.split(/[[.]/)[0]) ?? ''];
  if (String(op).toLowerCase() === 'replace' || !Array.isArray(value)) return [''];
  return (value as readonly Json[]).map((member) => `members ${String(member.value)}`);
}

/** Attributes that no recorded request sends with a value, here and in the elements of lists. */
function addNulls(body: Json): Json {
  const inElements = Object.entries(body).map(([name, value]): [string, unknown] =>
    name === 'emails' && Array.isArray(value)
      ? [name, value.map((email: unknown) => ({ display: null, ...(email as Json) }))]
      : [name, value],
  );
  return { profileUrl: null, ims: null, x509Certificates: null, ...Object.fromEntries(inElements) };
}

function unwrap(body: unknown): unknown {
  return mapEntries(body, (entries) =>
    entries.map(([key, value]) => [key, Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value]),
  );
}
