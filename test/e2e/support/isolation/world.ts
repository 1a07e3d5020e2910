/**
 * Two tenants with the same directory: one asks with values of a neighbour who exists, the other with values that nobody
 * has. What they are answered must be the same once each one's own ids are out of it.
 */
import { randomBytes, randomUUID } from 'node:crypto';

/** What belongs to a neighbour, or to nobody. */
export interface Foreign {
  /** Ids by resource type. */
  readonly ids: Readonly<Record<string, string>>;
  /** Each the `userName`, the local part of an e-mail address and the `externalId` of a user, and the name of a group. */
  readonly names: readonly string[];
  /** Cursors of lists, by path. */
  readonly cursors: Readonly<Record<string, string>>;
  /** A whole bearer token of another connection. */
  readonly token: string;
}

export interface World {
  readonly foreign: Foreign;
  /** Own ids by resource type. */
  readonly own: Readonly<Record<string, string>>;
  /** Tokens by provider; `me` is bound to the foreign user. */
  readonly tokens: Readonly<Record<string, string>>;
}

export interface Probe {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** `generic` without it. */
  readonly provider?: string;
  /** Instead of the provider's own. */
  readonly token?: string;
}

export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const names = Array.from({ length: 8 }, (_, n) => `neighbour-${n}`);

/** Values of the same forms and lengths as `existing`, at the same place among other names, of which none is anywhere. */
export function nobody(existing: Foreign): Foreign {
  return {
    ids: Object.fromEntries(Object.keys(existing.ids).map((type) => [type, randomUUID()])),
    names: existing.names.map((name) => name.replace('neighbour', 'nobodyyyy')),
    cursors: Object.fromEntries(Object.entries(existing.cursors).map(([path, cursor]) => [path, garbage(cursor)])),
    token: existing.token.slice(0, -43) + randomBytes(32).toString('base64url'),
  };
}

function garbage(cursor: string): string {
  return `1${randomBytes(cursor.length).toString('base64url')}`.slice(0, cursor.length);
}

export async function sendProbe(origin: string, world: World, probe: Probe): Promise<Seen> {
  const { body, headers, method, path, provider = 'generic' } = probe;
  const response = await fetch(`${origin}/provisioning/${provider}/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${probe.token ?? world.tokens[provider]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const shown = ['content-type', 'location', 'etag', 'www-authenticate', 'allow', 'retry-after', 'server-timing'];
  const kept = shown.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, normalise(value, world)] as const];
  });
  return {
    status: response.status,
    headers: Object.fromEntries(kept),
    body: text === '' ? undefined : inOneOrder(JSON.parse(normalise(text, world))),
  };
}

/** Without what tells the two worlds apart: whose ids, whose names, and when. */
function normalise(text: string, { foreign, own }: World): string {
  const known = [
    ...Object.entries(own).map(([type, id]) => [id, `own ${type}`] as const),
    ...Object.entries(foreign.ids).map(([type, id]) => [id, `foreign ${type}`] as const),
    ...foreign.names.map((name, n) => [name, `foreign name ${n}`] as const),
  ];
  return known
    .reduce((left, [value, name]) => left.replaceAll(value, name), text)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an id')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replace(/"(next|previous)Cursor":"[^"]*"/g, '"$1Cursor":"a cursor"');
}

/** Ids are random, and so is the order of what is listed by them. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const texts = value.map((each) => JSON.stringify(inOneOrder(each)));
    return texts.sort((a, b) => (a < b ? -1 : 1)).map((text) => JSON.parse(text) as unknown);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inOneOrder(each)]));
}
