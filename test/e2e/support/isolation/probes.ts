/** What is asked of a route with somebody else's values. A route that nothing is asked of is an error. */
import type { Foreign, Probe, World } from './world.ts';

export interface ProbedType {
  readonly name: string;
  readonly endpoint: string;
}

type Texts = Readonly<Record<string, string>>;

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const searchRequest = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const inventory = 'urn:example:scim:schemas:extension:inventory:2.0:Device';

/** Probes of one route: `method` and `path` as the template has them, below the base URL. */
export function probesOf(method: string, path: string, world: World, types: readonly ProbedType[]): readonly Probe[] {
  const { foreign } = world;
  const type = types.find(({ endpoint }) => path === endpoint || path.startsWith(`${endpoint}/`));
  const made = type === undefined ? ofOther(`${method} ${path}`, world, types) : ofType(method, path, type, world);
  if (made.length === 0) throw new Error(`Nothing is asked of ${method} ${path}: add what somebody could try there.`);
  const [first] = made;
  // A token opens its own connection only, and tells no more than one that nobody has.
  return [...made, ...(first === undefined ? [] : [{ ...first, token: foreign.token }])];
}

function ofType(method: string, path: string, { endpoint, name }: ProbedType, world: World): readonly Probe[] {
  switch (`${method} ${path.slice(endpoint.length)}`) {
    case 'GET ':
      return queries(name, world.foreign, endpoint).map((query) => ({
        method,
        path: `${endpoint}?${query.toString()}`,
      }));
    case 'POST /.search':
      return queries(name, world.foreign, endpoint).map((query) => ({ method, path, body: searchOf(query) }));
    case 'POST ':
      return creations(name, world).map(([provider, body]) => ({ method, path, provider, body }));
    case 'GET /{id}':
      return readings(endpoint, world.foreign);
    case 'PUT /{id}':
      return [
        ...onForeign(method, endpoint, world.foreign, bodyOf(name, world, 2)),
        ...replacements(name, world).map(([provider, body]) => ({
          method,
          path: `${endpoint}/${world.own[name]}`,
          provider,
          body,
        })),
      ];
    case 'PATCH /{id}':
      return [
        ...onForeign(method, endpoint, world.foreign, patchOf([{ op: 'replace', path: 'displayName', value: 'Mine' }])),
        ...changes(name, world).map(([provider, ...operations]) => ({
          method,
          path: `${endpoint}/${world.own[name]}`,
          provider,
          body: patchOf(operations),
        })),
      ];
    case 'DELETE /{id}':
      return onForeign(method, endpoint, world.foreign);
    default:
      return [];
  }
}

function ofOther(route: string, world: World, types: readonly ProbedType[]): readonly Probe[] {
  const { foreign } = world;
  const [method = '', path = ''] = route.split(' ');
  switch (route) {
    case 'GET ':
      return rootQueries(foreign).map((query) => ({ method, path: `?${query.toString()}` }));
    case 'POST /.search':
      return rootQueries(foreign).map((query) => ({ method, path, body: searchOf(query) }));
    case 'POST /Bulk':
      return bulks(world, types).map((operations) => ({ method, path, body: bulkOf(operations) }));
    case 'GET /Me':
    case 'DELETE /Me':
      return [{ method, path, token: world.tokens.me ?? '' }];
    case 'PUT /Me':
      return [{ method, path, token: world.tokens.me ?? '', body: bodyOf('User', world, 3) }];
    case 'PATCH /Me':
      return [
        { method, path, token: world.tokens.me ?? '', body: patchOf([{ op: 'add', path: 'title', value: 'Mine' }]) },
      ];
    case 'GET /ServiceProviderConfig':
    case 'GET /ResourceTypes':
    case 'GET /Schemas':
      return [{ method, path }];
    case 'GET /ResourceTypes/{id}':
    case 'GET /Schemas/{id}':
      return [foreign.ids.User ?? '', foreign.names[0] ?? ''].map((id) => ({ method, path: path.replace('{id}', id) }));
    default:
      return [];
  }
}

/** Everything that one type can be found by, and what is not indexed. */
function filters(name: string, { ids, names: [first = ''] }: Foreign): readonly string[] {
  const common = Object.values(ids).flatMap((id) => [`id eq "${id}"`, `externalId eq "${id}"`]);
  const byType: Readonly<Record<string, readonly string[]>> = {
    User: [
      `userName eq "${first}"`,
      `userName sw "${first.slice(0, -2)}"`,
      `userName gt "${first.slice(0, -1)}"`,
      `externalId eq "${first}"`,
      `emails.value eq "${first}@example.com"`,
      `emails[type eq "work" and value eq "${first}@example.com"]`,
      `displayName co "${first}"`,
      `groups.value eq "${ids.Group}"`,
      `groups[value eq "${ids.Group}" and type eq "indirect"]`,
      `${enterprise}:manager.value eq "${ids.User}"`,
      `userName eq "${first}" or id eq "${ids.User}"`,
      `not (userName eq "${first}")`,
      'meta.created gt "2000-01-01T00:00:00Z"',
    ],
    Group: [
      `displayName eq "${first}"`,
      `displayName sw "${first.slice(0, -2)}"`,
      `externalId eq "${first}"`,
      `members.value eq "${ids.User}"`,
      `members[value eq "${ids.Group}"]`,
      `members.value eq "${ids.User}" or displayName eq "${first}"`,
    ],
    Device: [`serialNumber eq "${first}"`, `owner.value eq "${ids.User}"`, `${inventory}:assetTag eq "${first}"`],
  };
  return [...common, ...(byType[name] ?? [])];
}

function queries(name: string, foreign: Foreign, endpoint: string): readonly URLSearchParams[] {
  const cursor = foreign.cursors[endpoint] ?? '';
  const all: readonly Texts[] = [
    {},
    { count: '0' },
    { startIndex: '1000' },
    { sortBy: 'id' },
    { sortBy: 'meta.lastModified', sortOrder: 'descending' },
    { cursor: '', count: '100' },
    { cursor, count: '1' },
    { cursor, count: '1', sortBy: 'id' },
    ...filters(name, foreign).map((filter) => ({ filter })),
    ...filters(name, foreign)
      .slice(0, 3)
      .map((filter) => ({ filter, cursor: '', count: '10' })),
  ];
  return all.map((parameters) => new URLSearchParams(parameters));
}

function rootQueries(foreign: Foreign): readonly URLSearchParams[] {
  const [first = ''] = foreign.names;
  const all: readonly Texts[] = [
    ...Object.values(foreign.ids).map((id) => ({ filter: `id eq "${id}"` })),
    { filter: `userName eq "${first}"` },
    { filter: `displayName eq "${first}"` },
    { filter: `externalId eq "${first}" or members.value eq "${foreign.ids.User}"` },
    { cursor: '', count: '100' },
    { cursor: foreign.cursors[''] ?? '', count: '1' },
  ];
  return all.map((parameters) => new URLSearchParams(parameters));
}

function searchOf(query: URLSearchParams): object {
  const { count, startIndex, ...texts } = Object.fromEntries(query);
  return {
    schemas: [searchRequest],
    ...texts,
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(startIndex === undefined ? {} : { startIndex: Number(startIndex) }),
  };
}

function readings(endpoint: string, { ids }: Foreign): readonly Probe[] {
  return Object.values(ids).flatMap((id): readonly Probe[] => [
    { method: 'GET', path: `${endpoint}/${id}` },
    { method: 'GET', path: `${endpoint}/${id}?attributes=id` },
    { method: 'GET', path: `${endpoint}/${id}`, headers: { 'if-none-match': 'W/"1"' } },
    { method: 'GET', path: `${endpoint}/${id}?attributes=id`, headers: { 'if-none-match': 'W/"1"' } },
  ]);
}

const conditions: readonly Texts[] = [
  {},
  { 'if-match': 'W/"1"' },
  { 'if-match': 'W/"7"' },
  { 'if-none-match': 'W/"1"' },
];

/** A change of what is another's, with its version, without one, and with a wrong one. */
function onForeign(method: string, endpoint: string, { ids }: Foreign, body?: object): readonly Probe[] {
  return Object.values(ids).flatMap((id) =>
    conditions.map((headers) => ({
      method,
      path: `${endpoint}/${id}`,
      headers,
      ...(body === undefined ? {} : { body }),
    })),
  );
}

/** A whole resource with somebody else's unique values and references; `n` chooses whose. */
function bodyOf(name: string, { foreign }: World, n: number): object {
  const own = foreign.names[n] ?? '';
  const { ids } = foreign;
  if (name === 'Group') {
    return { displayName: own, externalId: own, members: [{ value: ids.User }, { value: ids.Group, type: 'Group' }] };
  }
  if (name === 'Device') {
    const schemas = ['urn:example:scim:schemas:core:2.0:Device', inventory];
    return { schemas, serialNumber: own, owner: { value: ids.User }, [inventory]: { assetTag: own } };
  }
  return {
    userName: own,
    externalId: own,
    emails: [{ value: `${own}@example.com`, type: 'work' }],
    [enterprise]: { manager: { value: ids.User } },
  };
}

type On = readonly [provider: string, body: object];

/** The generic path refuses a member that is not there, and that of a product leaves it out. */
function creations(name: string, world: World): readonly On[] {
  return [
    ['generic', bodyOf(name, world, 0)],
    ['okta', bodyOf(name, world, 1)],
  ];
}

function replacements(name: string, world: World): readonly On[] {
  return [
    ['generic', bodyOf(name, world, 4)],
    ['okta', bodyOf(name, world, 5)],
  ];
}

function changes(name: string, { foreign }: World): readonly (readonly [provider: string, ...operations: object[]])[] {
  const { ids, names } = foreign;
  const all = ['generic', 'okta'].flatMap((provider, n): readonly (readonly [string, ...object[]])[] => [
    [provider, { op: 'replace', path: 'externalId', value: names[6 + n] }],
    ...(name === 'User'
      ? [
          [provider, { op: 'replace', path: 'userName', value: names[6 + n] }] as const,
          [provider, { op: 'add', path: `${enterprise}:manager`, value: { value: ids.User } }] as const,
          [provider, { op: 'add', path: 'groups', value: [{ value: ids.Group }] }] as const,
        ]
      : []),
    ...(name === 'Group'
      ? [
          [provider, { op: 'add', path: 'members', value: [{ value: ids.User }] }] as const,
          [provider, { op: 'add', path: 'members', value: [{ value: ids.Group, type: 'Group' }] }] as const,
          [provider, { op: 'replace', path: 'members', value: [{ value: ids.User }] }] as const,
          [provider, { op: 'remove', path: `members[value eq "${ids.User}"]` }] as const,
          [provider, { op: 'remove', path: 'members', value: [{ value: ids.User }] }] as const,
        ]
      : []),
    ...(name === 'Device' ? [[provider, { op: 'replace', path: 'owner', value: { value: ids.User } }] as const] : []),
  ]);
  return all;
}

function patchOf(operations: readonly object[]): object {
  return { schemas: [patchOp], Operations: operations };
}

function bulkOf(operations: readonly object[]): object {
  return { schemas: [bulkRequest], Operations: operations };
}

function bulks(world: World, types: readonly ProbedType[]): readonly (readonly object[])[] {
  const { foreign, own } = world;
  const onOthers = types.flatMap(({ endpoint, name }) => {
    const path = `${endpoint}/${foreign.ids[name]}`;
    const patch = patchOf([{ op: 'replace', path: 'displayName', value: 'Mine' }]);
    return [
      { method: 'PUT', path, data: bodyOf(name, world, 4) },
      { method: 'PATCH', path, version: 'W/"1"', data: patch },
      { method: 'DELETE', path },
    ];
  });
  const group = (...values: (string | undefined)[]) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: 'g',
    data: { displayName: 'Bulk', members: values.map((value) => ({ value })) },
  });
  const user = { method: 'POST', path: '/Users', bulkId: 'u', data: { userName: foreign.names[3] } };
  const add = patchOf([{ op: 'add', path: 'members', value: [{ value: foreign.ids.User }] }]);
  return [
    ...onOthers.map((operation) => [operation]),
    // With references to what is made here, and to somebody else's: an id of theirs, and a bulkId of another request.
    [group('bulkId:u', foreign.ids.User), user],
    [group(foreign.ids.Group)],
    [group(`bulkId:${foreign.names[0]}`)],
    [{ method: 'PATCH', path: `/Groups/${own.Group}`, data: add }],
  ];
}
