/** Requests that no client means well with: noise, and good requests with something in them changed. */
import fc from 'fast-check';
import type { Switches } from '#scim/interoperability.ts';
import {
  hostileFilter,
  hostileJson,
  hostileText,
  inherited,
  names,
  objectOf,
  pathText,
  texts,
  urns,
} from './arbitrary-json.ts';
import { deviceUrn, inventoryUrn } from './devices.ts';
import type { EventTraits } from './gateway-event.ts';

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
  ['POST /Devices', device('new')],
  ['PUT /Devices/{id}', device('put')],
  [
    'PATCH /Devices/{id}',
    patch(
      { op: 'add', path: 'ports[type eq "wifi"].speed', value: 54 },
      { op: 'replace', path: `${inventoryUrn}:price`, value: 9.5 },
      { op: 'remove', path: 'tags' },
    ),
  ],
  ['POST /Devices/.search', { filter: 'ports.speed ge 100 or tags eq "a"', sortBy: `${inventoryUrn}:price`, count: 2 }],
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

function device(serialNumber: string): object {
  return {
    schemas: [deviceUrn, inventoryUrn],
    serialNumber,
    purchased: '2026-01-02T03:04:05Z',
    owner: { value: '{user}' },
    ports: [{ value: '00:00:5e:00:53:01', type: 'wifi', speed: 100, primary: true }],
    tags: ['a', 'b'],
    unlockCode: 'hunter2',
    [inventoryUrn]: { assetTag: 'x', price: 0.1 },
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
  '/Devices',
  '/Devices/{id}',
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

const noise = fc.record({ route, body: fc.option(hostileText, { nil: undefined }) });

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
    fc.constantFrom('GET /Users', 'GET /Groups', 'GET /Devices', 'GET ', 'POST /Users/.search', 'POST /.search'),
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
  /** A body comes as it is, or in base64 as its bytes in UTF-8, or with a byte among them that no UTF-8 has. */
  readonly encoding: 'text' | 'base64' | 'broken';
  readonly switches: Switches;
}

const encoding = fc.oneof(
  { arbitrary: fc.constantFrom('text' as const, 'base64' as const), weight: 15 },
  fc.constant('broken' as const),
);
const switches = fc.constantFrom<Switches>(
  {},
  { strict: true },
  { additiveReplace: true },
  { softDelete: true },
  { strict: true, additiveReplace: true, softDelete: true },
);

export const hostileRequest: fc.Arbitrary<HostileRequest> = fc
  .tuple(
    fc.oneof({ arbitrary: mutated, weight: 3 }, { arbitrary: noise, weight: 2 }, { arbitrary: asked, weight: 1 }),
    fc.oneof({ arbitrary: fc.constant('{own}'), weight: 3 }, fc.constantFrom(...inherited, 'User', urns.user), texts),
    fc.record({ query, headers, encoding, switches }),
  )
  .map(([request, id, traits]) => {
    const { route: on, body } = request;
    const parts = ['asks' in request ? request.asks : '', traits.query].filter((part) => part !== '');
    return { ...traits, route: on, id, query: parts.join('&'), ...(body === undefined ? {} : { body }) };
  });

const segment = fc.oneof(
  fc.constantFrom('', 'provisioning', 'generic', 'v2', 'v3', 'Users', 'users', 'Bulk', 'Me', '.search', '..', '{id}'),
  texts.map((value) => value.slice(0, 1_000)),
);

/** What the gateway has no route for: any method, on any path, or below a base URL. */
export const unmatchedRequest = fc.record({
  method: fc.oneof(fc.constantFrom(...methods, 'HEAD', 'OPTIONS', 'get', '__proto__'), fc.string({ unit: 'binary' })),
  path: fc
    .tuple(
      fc.constantFrom(
        '',
        ...['generic', 'okta', ...inherited].map((name) => `/provisioning/${name}/v2`),
        '/provisioning/okta/v3',
      ),
      fc.oneof(
        fc.constantFrom(...endpoints, ...documents),
        fc.array(segment, { maxLength: 4 }).map((segments) => segments.map((each) => `/${each}`).join('')),
      ),
    )
    .map((parts) => parts.join('')),
});
