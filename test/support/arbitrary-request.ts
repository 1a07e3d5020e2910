/** Requests that no client means well with: noise, and good requests with something in them changed. */
import fc from 'fast-check';
import type { EventTraits } from './gateway-event.ts';

const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulk: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
};

/** Names that every JavaScript object answers to, and names of the schema. */
const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];
const known = ['userName', 'emails', 'value', 'type', 'primary', 'name', 'members', 'active', 'schemas', 'id', 'meta'];
const spoken = ['Operations', 'op', 'path', 'method', 'data', 'bulkId', 'filter', 'attributes', 'sortBy', 'password'];
const names = fc.oneof(
  fc.constantFrom(...inherited, ...known, ...spoken, urns.user, urns.enterprise),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const pathText = fc.oneof(
  names,
  fc.tuple(names, names).map((parts) => parts.join('.')),
  fc.tuple(names, names).map(([attribute, sub]) => `${attribute}[${sub} eq "a"]`),
  fc.tuple(names, names, names).map(([attribute, sub, after]) => `${attribute}[${sub} pr].${after}`),
  names.map((name) => `${urns.user}:${name}`),
  names.map((name) => `${urns.enterprise}:${name}`),
);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'xx', '__proto__');
const literal = fc.constantFrom(
  '"a"',
  '"\\ud800"',
  '"',
  'null',
  'true',
  '1e400',
  '9007199254740993',
  '-',
  '"2026"',
  '',
);
export const hostileFilter = fc.oneof(
  fc.tuple(pathText, operator, literal).map((parts) => parts.join(' ')),
  fc
    .array(
      fc.tuple(pathText, operator, literal).map((parts) => parts.join(' ')),
      { minLength: 2, maxLength: 4 },
    )
    .chain((terms) => fc.constantFrom(' and ', ' or ', ' and not (', ') or ').map((word) => terms.join(word))),
  fc
    .tuple(fc.constantFrom('(', 'not (', 'emails[', '[', '"'), fc.constantFrom(1, 101, 10_000))
    .map(([a, n]) => a.repeat(n)),
  fc.constantFrom('userName eq "a"', ' or userName pr').map((text) => text.repeat(7_000)),
);

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  pathText,
  hostileFilter,
  fc.constantFrom(
    '\ud800',
    'a\udc00b',
    '\0',
    'bulkId:a',
    '/Users',
    '/Groups/bulkId:a',
    'POST',
    'W/"1"',
    'True',
    'a@b.c',
    '',
  ),
  fc.constant('x'.repeat(70_000)),
);
const numbers = fc.constantFrom(0, -1, 2 ** 53, -(2 ** 63), 1e308, 0.1, Number.MIN_VALUE);

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, false, [], {}),
    numbers,
    texts,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('json')), { maxLength: 5 }).map(objectOf),
  ),
}));
/** One of them is rare: it takes long, and only what counts or walks minds it. */
const large = fc.constantFrom<() => unknown>(
  () => Array.from({ length: 1_500 }, (_, index) => ({ value: `v${index}` })),
  () => Array.from({ length: 1_500 }, () => null),
  () => Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`k${index}`, index])),
);
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: json, weight: 30 },
  { arbitrary: large.map((make) => make()), weight: 1 },
);

/** `__proto__` as a key of its own, as JSON.parse makes it. */
function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

const seeds: readonly (readonly [route: string, body: object])[] = [
  ['POST /Users', user('new')],
  ['PUT /Users/{id}', user('put')],
  ['POST /Groups', { displayName: 'g', members: [{ value: '{user}', type: 'User' }] }],
  ['PUT /Groups/{id}', { displayName: 'g', members: [{ value: '{user}' }] }],
  ['PATCH /Users/{id}', patch({ op: 'replace', path: 'emails[type eq "work"].value', value: 'x@y.z' })],
  [
    'PATCH /Users/{id}',
    patch({ op: 'add', value: { name: { givenName: 'b' }, [`${urns.enterprise}:department`]: 'd' } }),
  ],
  ['PATCH /Users/{id}', patch({ op: 'remove', path: urns.enterprise }, { op: 'add', path: 'title', value: 't' })],
  ['PATCH /Me', patch({ op: 'add', path: 'emails', value: [{ value: 'n@x.io', primary: true }] })],
  ['PATCH /Groups/{id}', patch({ op: 'add', path: 'members', value: [{ value: '{user}' }] })],
  ['PATCH /Groups/{id}', patch({ op: 'remove', path: 'members[value eq "{user}" or display pr]' })],
  [
    'POST /Users/.search',
    { filter: 'userName sw "a" and emails[type eq "work"]', sortBy: 'name.familyName', count: 2 },
  ],
  ['POST /.search', { filter: 'meta.resourceType eq "User"', attributes: ['userName', 'members'], startIndex: 1 }],
  [
    'POST /Bulk',
    {
      schemas: [urns.bulk],
      failOnErrors: 2,
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: user('bulk') },
        { method: 'POST', path: '/Groups', bulkId: 'b', data: { displayName: 'b', members: [{ value: 'bulkId:a' }] } },
        { method: 'PATCH', path: '/Users/{user}', data: patch({ op: 'add', path: 'title', value: 'x' }) },
        { method: 'DELETE', path: '/Users/{user}', version: 'W/"1"' },
      ],
    },
  ],
];

function user(userName: string): object {
  return {
    schemas: [urns.user, urns.enterprise],
    userName,
    password: 'hunter2',
    name: { givenName: 'a', familyName: 'b' },
    active: true,
    emails: [{ value: 'w@x.io', type: 'work', primary: true }, { value: 'h@x.io' }],
    addresses: [{ type: 'work', country: 'DE' }],
    [urns.enterprise]: { department: 'd', manager: { value: '{user}' } },
  };
}

function patch(...operations: readonly object[]): object {
  return { schemas: [urns.patch], Operations: operations };
}

/** One change to a JSON value: at a place of its own choosing, another value, another name, or something more. */
type Mutation = (value: unknown) => unknown;

const mutation: fc.Arbitrary<Mutation> = fc
  .record({
    where: fc.nat(),
    how: fc.constantFrom('value', 'add', 'rename', 'wrap', 'drop'),
    name: names,
    json: hostileJson,
  })
  .map(({ where, how, name, json: other }) => (root) => {
    const places = placesIn(root);
    const target = places[where % places.length];
    return rewrite(root, (value, path) => {
      if (path !== target) return value;
      if (how === 'value') return other;
      if (how === 'wrap') return [value];
      if (how === 'drop') return undefined;
      if (Array.isArray(value)) return [...(value as unknown[]), other];
      if (typeof value !== 'object' || value === null) return other;
      const entries = Object.entries(value);
      return how === 'rename'
        ? objectOf(entries.map(([, field]) => [name, field]))
        : objectOf([...entries, [name, other]]);
    });
  });

function placesIn(root: unknown): readonly string[] {
  const places: string[] = [];
  rewrite(root, (value, path) => {
    places.push(path);
    return value;
  });
  return places;
}

function rewrite(value: unknown, change: (value: unknown, path: string) => unknown, path = ''): unknown {
  const within = (child: unknown, key: string | number) => rewrite(child, change, `${path}/${key}`);
  if (Array.isArray(value)) return change((value as unknown[]).map(within), path);
  if (typeof value !== 'object' || value === null) return change(value, path);
  return change(objectOf(Object.entries(value).map(([key, field]) => [key, within(field, key)])), path);
}

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([[route, body], changes]) => ({
    route,
    body: JSON.stringify(changes.reduce<unknown>((value, change) => change(value), body)) ?? '',
  }));

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const endpoints = [
  '/Users',
  '/Groups',
  '/Users/{id}',
  '/Groups/{id}',
  '/Me',
  '/Users/.search',
  '/Groups/.search',
  '/.search',
];
const documents = [
  '/Bulk',
  '',
  '/Schemas',
  '/Schemas/{id}',
  '/ResourceTypes',
  '/ResourceTypes/{id}',
  '/ServiceProviderConfig',
];
const route = fc
  .tuple(fc.constantFrom(...methods), fc.constantFrom(...endpoints, ...documents))
  .map(([method, path]) => `${method} ${path}`);

const text = fc.oneof(
  hostileJson.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  // What JSON can say and no JavaScript value can: beyond the range, doubled keys, beyond the depth of a stack.
  fc.constantFrom(
    '{"userName":"a","userName":1e400,"x":-1e400}',
    '{"__proto__":{"admin":true},"userName":"p","constructor":{"prototype":{"admin":true}}}',
    `{"userName":"d","name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    `{"userName":"d","emails":${'{"value":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    '{"userName":"\\ud800","displayName":"\\udc00","members":[{"value":"\\ud800"}]}',
    '[]',
    'null',
  ),
);
const noise = fc.record({ route, body: fc.option(text, { nil: undefined }) });

const encoded = fc.oneof(
  fc.oneof(texts, hostileFilter).map((value) => encodeURIComponent(value.slice(0, 12_000).toWellFormed())),
  fc.constantFrom('%', '%zz', '%ff%fe', '%00', '+', '%2', '&&==', '9007199254740993', '-1', '1e400', '2', '0x10'),
);
const parameter = fc.constantFrom(
  'filter',
  'sortBy',
  'sortOrder',
  'attributes',
  'excludedAttributes',
  'startIndex',
  'count',
  'cursor',
  ...inherited,
);
const query = fc
  .array(fc.tuple(parameter, encoded), { maxLength: 3 })
  .map((parts) => parts.map(([name, value]) => `${name}=${value}`).join('&'));
/** Questions: a hostile filter or attribute is looked at on lists and searches alone. */
const asked = fc
  .tuple(
    fc.constantFrom('GET /Users', 'GET /Groups', 'GET ', 'POST /Users/.search', 'POST /.search'),
    hostileFilter,
    pathText,
  )
  .map(([on, filter, by]) => ({
    route: on,
    body: JSON.stringify({ filter, sortBy: by }),
    asks: `filter=${encodeURIComponent(filter.toWellFormed())}`,
  }));
const headers = fc.dictionary(
  fc.constantFrom('if-match', 'if-none-match', 'content-type', 'accept', 'accept-encoding', 'x-a', 'Authorization'),
  fc.oneof(
    fc.constantFrom('*', 'W/"1"', '"1"', 'W/"', 'W/"1",', 'text/plain', '*/*;q=0', 'application/json'),
    fc.string(),
  ),
  { maxKeys: 3 },
);

export interface HostileRequest extends EventTraits {
  /** Which id the route is about: the user or the group there is, or this. */
  readonly id: string;
  readonly isBase64: boolean;
}

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc
  .tuple(
    fc.oneof({ arbitrary: mutated, weight: 3 }, { arbitrary: noise, weight: 2 }, { arbitrary: asked, weight: 1 }),
    fc.oneof({ arbitrary: fc.constant('{own}'), weight: 3 }, fc.constantFrom(...inherited, 'User', urns.user), texts),
    fc.record({ query, headers, isBase64: fc.boolean() }),
  )
  .map(([request, id, traits]) => {
    const { route: on, body } = request;
    const parts = ['asks' in request ? request.asks : '', traits.query].filter((part) => part !== '');
    return { ...traits, route: on, id, query: parts.join('&'), ...(body === undefined ? {} : { body }) };
  });
