import { beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#scim/json.ts';
import type { ListRequest } from '#scim/message/list-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { createResource } from '#service/create.ts';
import { deleteResource } from '#service/delete.ts';
import { modifyResource } from '#service/modify.ts';
import { profileOf } from '#service/providers.ts';
import { queryResources } from '#service/query.ts';
import { replaceResource } from '#service/replace.ts';
import { represent } from '#service/represent.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { ServiceContext } from '#service/service-context.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { testCursors } from '../../../support/cursors.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const at = '2026-01-01T00:00:00.000Z';
const later = '2026-01-02T00:00:00.000Z';
const everything = parseProjection({}, userType);
const baseUrl = 'https://scim.example.com/provisioning/generic/v2';
const missing = '00000000-0000-4000-8000-000000000000';

let store: MemoryStore;
let context: ServiceContext;
let pauses: number;
let nextId = 0;

function newId(): string {
  nextId += 1;
  return `00000000-0000-4000-9000-${String(nextId).padStart(12, '0')}`;
}

async function createUser(attributes: JsonObject = {}): Promise<string> {
  const id = newId();
  await createResource(context, userType, { userName: `user-${id}`, ...attributes }, id, everything);
  return id;
}

async function createGroup(members: readonly string[] = []): Promise<string> {
  const id = newId();
  const body = { displayName: `group-${id}`, members: members.map((value) => ({ value })) };
  await createResource(context, groupType, body, id, everything);
  return id;
}

async function memberIds(id: string): Promise<readonly string[]> {
  return (await store.listMembers(groupType, id)).map(({ value }) => value);
}

async function stateOf(id: string): Promise<ResourceState> {
  const state = await store.get(groupType, id);
  if (state === undefined) throw new Error(id);
  return state;
}

const patch = (...Operations: readonly object[]) => ({ Operations });
const refused = (status: number, scimType?: string, detail: RegExp = /./): unknown =>
  expect.objectContaining({
    status,
    scimType,
    detail: expect.stringMatching(detail),
  });

/** A store whose next writes lose a race against `meanwhile`, once. */
function racing(meanwhile: () => Promise<unknown>): ResourceStore {
  let pending = true;
  const lose = async () => {
    if (pending) {
      pending = false;
      await meanwhile();
    }
  };
  return new Proxy(store, {
    get(target, name: keyof MemoryStore) {
      const method = target[name].bind(target) as (...values: unknown[]) => Promise<unknown>;
      if (name !== 'replace' && name !== 'delete') return method;
      return async (...values: unknown[]) => {
        await lose();
        return method(...values);
      };
    },
  });
}

function withoutMemberList(): ResourceStore {
  return new Proxy(store, {
    get: (target, name: keyof MemoryStore) =>
      name === 'listMembers' ? () => Promise.reject(new Error('read all members')) : target[name].bind(target),
  });
}

beforeEach(() => {
  store = new MemoryStore();
  pauses = 0;
  context = {
    store,
    cursors: testCursors(),
    interoperability: profileOf('generic'),
    baseUrl,
    at,
    backOff: async () => {
      pauses += 1;
      return pauses < 5;
    },
  };
});

describe('create', () => {
  test('answers the resource as it was stored, with what the client need not know of', async () => {
    const id = newId();
    const outcome = await createResource(
      context,
      userType,
      { userName: 'a', shoeSize: 9, password: 'x' },
      id,
      everything,
    );
    expect(outcome).toMatchObject({
      location: `${baseUrl}/Users/${id}`,
      version: 'W/"1"',
      ignored: ['shoeSize'],
      resource: { id, userName: 'a', active: true, meta: { created: at, lastModified: at } },
    });
    expect(await store.get(userType, id)).toMatchObject({ document: { userName: 'a', active: true } });
  });

  test('a userName in other letter case is taken', async () => {
    await createUser({ userName: 'BJensen' });
    await expect(createUser({ userName: 'bjensen' })).rejects.toEqual(
      refused(409, 'uniqueness', /"bjensen".*userName/),
    );
  });

  test('a group is answered with its members; one that does not exist makes none', async () => {
    const userId = await createUser({ displayName: 'Ada' });
    const id = newId();
    const body = { displayName: 'g', members: [{ value: userId }] };
    const { resource } = await createResource(context, groupType, body, id, everything);
    expect(resource.members).toEqual([
      { value: userId, $ref: `${baseUrl}/Users/${userId}`, type: 'User', display: 'Ada' },
    ]);
    const bad = createResource(
      context,
      groupType,
      { displayName: 'h', members: [{ value: missing }] },
      newId(),
      everything,
    );
    await expect(bad).rejects.toEqual(refused(400, 'invalidValue', new RegExp(missing)));
    expect((await store.query(groupType, { startIndex: 1, count: 0 })).totalResults).toBe(1);
  });

  test('a name longer than a filter is looked for where no name may be there twice', async () => {
    const unique = { ...context, interoperability: profileOf('entra') };
    const displayName = 'x'.repeat(10_001);
    const create = () => createResource(unique, groupType, { displayName }, newId(), everything);
    expect((await create()).resource).toMatchObject({ displayName });
    await expect(create()).rejects.toEqual(refused(409, 'uniqueness'));
  });

  test('names only a few of many members that do not exist', async () => {
    const members = Array.from({ length: 20 }, () => ({ value: newId() }));
    const bad = createResource(context, groupType, { displayName: 'h', members }, newId(), everything);
    await expect(bad).rejects.toEqual(refused(400, 'invalidValue', /and 15 more/));
  });
});

describe('retrieve', () => {
  test('reads members and groups only for who wants them', async () => {
    const userId = await createUser();
    const groupId = await createGroup([userId]);
    const user = await retrieveResource(context, userType, userId, everything);
    expect(user).toMatchObject({ kind: 'found', resource: { groups: [{ value: groupId, type: 'direct' }] } });
    const spare = { ...context, store: { get: store.get.bind(store) } as unknown as ResourceStore };
    const without = parseProjection({ excludedAttributes: 'members,groups' }, groupType);
    await expect(retrieveResource(spare, groupType, groupId, without)).resolves.toMatchObject({ kind: 'found' });
  });

  test('answers "not modified" to who has the version', async () => {
    const id = await createUser();
    const own = parseProjection({ excludedAttributes: 'groups' }, userType);
    const retrieve = (ifNoneMatch: string) => retrieveResource(context, userType, id, own, { ifNoneMatch });
    await expect(retrieve('W/"1"')).resolves.toEqual({ kind: 'notModified', version: 'W/"1"' });
    await expect(retrieve('W/"2"')).resolves.toMatchObject({ kind: 'found' });
  });

  test('answers the groups of a user, which change without a new version, to who has the version too', async () => {
    const id = await createUser();
    const [group, ifNoneMatch] = [await createGroup([id]), 'W/"1"'];
    const whole = await retrieveResource(context, userType, id, everything, { ifNoneMatch });
    expect(whole).toMatchObject({ kind: 'found', version: 'W/"1"', resource: { groups: [{ value: group }] } });
    const retrieve = (query: Record<string, string>, tag = ifNoneMatch) =>
      retrieveResource(context, userType, id, parseProjection(query, userType), { ifNoneMatch: tag });
    const kinds = [
      await retrieve({ attributes: 'groups.value' }),
      await retrieve({ excludedAttributes: 'groups.display' }),
      await retrieve({ attributes: 'userName' }),
      await retrieve({ excludedAttributes: 'groups' }),
      await retrieve({}, '*'),
      await retrieveResource(context, groupType, group, parseProjection({}, groupType), { ifNoneMatch }),
    ].map(({ kind }) => kind);
    expect(kinds).toEqual(['found', 'found', 'notModified', 'notModified', 'notModified', 'notModified']);
  });

  test('a user is no group, and what does not exist is 404', async () => {
    const id = await createUser();
    await expect(retrieveResource(context, groupType, id, everything)).rejects.toEqual(
      refused(404, undefined, /Group.*id/),
    );
    await expect(retrieveResource(context, userType, missing, everything)).rejects.toEqual(refused(404));
  });
});

describe('replace', () => {
  test('keeps active and externalId, clears the rest, counts the version up', async () => {
    const id = await createUser({ userName: 'a', active: false, externalId: 'x', title: 't' });
    const { resource } = await replaceResource(
      { ...context, at: later },
      userType,
      id,
      { userName: 'b', emails: null },
      everything,
    );
    expect(resource).toMatchObject({
      userName: 'b',
      active: false,
      externalId: 'x',
      meta: { created: at, lastModified: later, version: 'W/"2"' },
    });
    expect(resource).not.toHaveProperty('title');
  });

  test('by the same is no change', async () => {
    const id = await createUser({ userName: 'a' });
    const { version } = await replaceResource(
      context,
      userType,
      id,
      { active: true, userName: 'a', id: 'echo', meta: {} },
      everything,
    );
    expect(version).toBe('W/"1"');
  });

  test('sets the list of members, and clears it when none is sent', async () => {
    const [a, b, c] = [await createUser(), await createUser(), await createUser()];
    const id = await createGroup([a, b]);
    const { resource } = await replaceResource(
      context,
      groupType,
      id,
      { displayName: 'x', members: [{ value: b }, { value: c }] },
      everything,
    );
    expect(resource?.members).toMatchObject([{ value: b }, { value: c }]);
    await expect(memberIds(id)).resolves.toEqual([b, c]);
    await replaceResource(context, groupType, id, { displayName: 'x' }, everything);
    await expect(memberIds(id)).resolves.toEqual([]);
  });

  test('with a member that does not exist changes nothing', async () => {
    const id = await createGroup([await createUser()]);
    const before = await memberIds(id);
    const bad = replaceResource(
      context,
      groupType,
      id,
      { displayName: 'x', members: [{ value: missing }] },
      everything,
    );
    await expect(bad).rejects.toEqual(refused(400, 'invalidValue'));
    await expect(memberIds(id)).resolves.toEqual(before);
    expect(await store.get(groupType, id)).toMatchObject({ version: 1 });
  });

  test('cannot create', async () => {
    await expect(replaceResource(context, userType, missing, { userName: 'x' }, everything)).rejects.toEqual(
      refused(404),
    );
  });
});

describe('modify', () => {
  test('changes the document and the members in one step', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const id = await createGroup([a]);
    const body = patch(
      { op: 'replace', value: { displayName: 'y' } },
      { op: 'add', path: 'members', value: [{ value: b }] },
    );
    const { state } = await modifyResource(context, groupType, id, body);
    expect(state).toMatchObject({ version: 2, document: { displayName: 'y' } });
    await expect(memberIds(id)).resolves.toEqual([a, b]);
  });

  test('an add that is repeated changes nothing', async () => {
    const a = await createUser();
    const id = await createGroup([a]);
    const { state } = await modifyResource(
      context,
      groupType,
      id,
      patch({ op: 'add', path: 'members', value: [{ value: a }] }),
    );
    expect(state.version).toBe(1);
  });

  test('never reads the list of members for members that are named', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const id = await createGroup([a]);
    const body = patch(
      { op: 'add', path: 'members', value: [{ value: b }] },
      { op: 'remove', path: `members[value eq "${a}"]` },
    );
    await modifyResource({ ...context, store: withoutMemberList() }, groupType, id, body);
    await expect(memberIds(id)).resolves.toEqual([b]);
  });

  test('finds a member by the reference that is shown, by no other, and without the list of members', async () => {
    const [a, b, c] = [await createUser(), await createUser(), await createGroup()];
    const id = await createGroup([a, b, c]);
    const { resource } = await represent(context, groupType, await stateOf(id), everything);
    const shown = new Map((resource.members as JsonObject[]).map(({ value, $ref }) => [value, $ref as string]));
    const narrow = { ...context, store: withoutMemberList() };
    const by = (op: string, $ref = '') => patch({ op, path: `members[$ref eq "${$ref}"]`, value: { value: b } });
    const remove = ($ref?: string) => modifyResource(narrow, groupType, id, by('remove', $ref));
    const others = [`/Users/${a}`, `${baseUrl}/Groups/${a}`, `${baseUrl}/Users/${a}/`, `${baseUrl}/Users/${missing}`];
    for (const other of [...others, a, '']) expect((await remove(other)).state.version).toBe(1);
    await remove(shown.get(a));
    await remove(shown.get(c));
    await expect(memberIds(id)).resolves.toEqual([b]);
    const replace = modifyResource(narrow, groupType, id, by('replace', shown.get(a)));
    await expect(replace).rejects.toEqual(refused(400, 'noTarget'));
    const all = patch({ op: 'remove', path: `members[$ref sw "${baseUrl}/Users/"]` });
    await modifyResource(context, groupType, id, all);
    await expect(memberIds(id)).resolves.toEqual([]);
  });

  test('a replace of a member that is gone in the meantime is refused', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const id = await createGroup([a]);
    const leave = () => modifyResource(context, groupType, id, patch({ op: 'remove', path: 'members' }));
    const raced = { ...context, store: racing(leave) };
    const body = patch(
      { op: 'replace', path: `members[value eq "${a}"].display`, value: 'x' },
      { op: 'add', path: 'members', value: b },
    );
    await expect(modifyResource(raced, groupType, id, body)).rejects.toEqual(refused(400, 'noTarget'));
    await expect(memberIds(id)).resolves.toEqual([]);
  });

  test.each([
    ['by a list', { op: 'replace', path: 'members', value: [] }],
    ['all at once', { op: 'remove', path: 'members' }],
    ['by what is known of them', { op: 'remove', path: 'members[type eq "User"]' }],
  ])('takes members away %s', async (_, operation) => {
    const id = await createGroup([await createUser(), await createUser()]);
    await modifyResource(context, groupType, id, patch(operation));
    await expect(memberIds(id)).resolves.toEqual([]);
  });

  test('all operations or none', async () => {
    const a = await createUser();
    const id = await createGroup([a]);
    const body = patch(
      { op: 'replace', path: 'displayName', value: 'y' },
      { op: 'add', path: 'members', value: [{ value: missing }] },
    );
    await expect(modifyResource(context, groupType, id, body)).rejects.toEqual(refused(400, 'invalidValue'));
    expect(await store.get(groupType, id)).toMatchObject({ version: 1, document: { displayName: `group-${id}` } });
    const empty = patch({ op: 'replace', path: 'displayName', value: '' });
    await expect(modifyResource(context, groupType, id, empty)).rejects.toEqual(
      refused(400, 'invalidValue', /displayName/),
    );
  });

  test('a patch that says what is there already says it again after a race, also with members beside it', async () => {
    const [id, member] = [await createGroup(), await createUser()];
    const { displayName } = (await store.get(groupType, id))?.document ?? {};
    const rename = (name: unknown) => ({ op: 'replace', path: 'displayName', value: name });
    const raced = { ...context, store: racing(() => modifyResource(context, groupType, id, patch(rename('other')))) };
    const add = { op: 'add', path: 'members', value: [{ value: member }] };
    const { state } = await modifyResource(raced, groupType, id, patch(rename(displayName), add));
    expect([state.document.displayName, await memberIds(id)]).toEqual([displayName, [member]]);
  });

  test('a patch that lost a race is applied again to what came before it', async () => {
    const id = await createUser({ title: 'a' });
    const setNickName = () => modifyResource(context, userType, id, patch({ op: 'add', path: 'nickName', value: 'n' }));
    const raced = { ...context, store: racing(setNickName) };
    const { state } = await modifyResource(raced, userType, id, patch({ op: 'replace', path: 'title', value: 'b' }));
    expect(state).toMatchObject({ version: 3, document: { title: 'b', nickName: 'n' } });
    expect(pauses).toBe(1);
  });

  test('with If-Match it is refused instead', async () => {
    const id = await createUser({ title: 'a' });
    const setNickName = () => modifyResource(context, userType, id, patch({ op: 'add', path: 'nickName', value: 'n' }));
    const raced = { ...context, store: racing(setNickName) };
    const change = modifyResource(raced, userType, id, patch({ op: 'replace', path: 'title', value: 'b' }), {
      ifMatch: 'W/"1"',
    });
    await expect(change).rejects.toEqual(refused(412, undefined, /W\/"2"/));
    expect(await store.get(userType, id)).toMatchObject({ document: { title: 'a', nickName: 'n' } });
  });

  test('with If-None-Match it is not made at the version named, also when it lost a race to come there', async () => {
    const id = await createUser();
    const title = patch({ op: 'replace', path: 'title', value: 'b' });
    for (const ifNoneMatch of ['W/"1"', '*', 'W/"7", W/"1"']) {
      const change = modifyResource(context, userType, id, title, { ifNoneMatch });
      await expect(change).rejects.toEqual(refused(412, undefined, /W\/"1".*If-None-Match/));
    }
    const setNickName = () => modifyResource(context, userType, id, patch({ op: 'add', path: 'nickName', value: 'n' }));
    const raced = modifyResource({ ...context, store: racing(setNickName) }, userType, id, title, {
      ifNoneMatch: 'W/"2"',
    });
    await expect(raced).rejects.toEqual(refused(412, undefined, /W\/"2"/));
    expect((await store.get(userType, id))?.document).not.toHaveProperty('title');
    await expect(modifyResource(context, userType, id, title, { ifNoneMatch: 'W/"1"' })).resolves.toMatchObject({
      state: { version: 3 },
    });
  });

  test('with If-None-Match members are not changed at the version named, also after a race', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const id = await createGroup();
    const join = (value: string) => patch({ op: 'add', path: 'members', value: [{ value }] });
    const raced = { ...context, store: racing(() => modifyResource(context, groupType, id, join(a))) };
    const change = modifyResource(raced, groupType, id, join(b), { ifNoneMatch: 'W/"2"' });
    await expect(change).rejects.toEqual(refused(412));
    await expect(memberIds(id)).resolves.toEqual([a]);
  });

  test('is given up with 503 and Retry-After when the time is over', async () => {
    const id = await createUser();
    const stale = new Proxy(store, {
      get: (target, name: keyof MemoryStore) =>
        name === 'replace' ? async () => undefined : target[name].bind(target),
    });
    const change = modifyResource(
      { ...context, store: stale },
      userType,
      id,
      patch({ op: 'add', path: 'title', value: 'b' }),
    );
    await expect(change).rejects.toEqual(expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } }));
    expect(pauses).toBe(5);
  });
});

describe('query', () => {
  test('pages, filters and projects', async () => {
    for (const userName of ['a', 'b', 'c']) await createUser({ userName, title: 't' });
    const projection = parseProjection({ attributes: 'userName' }, userType);
    const page = await queryResources(
      context,
      [userType],
      { filter: 'title eq "T"', startIndex: 2, count: 1 },
      () => projection,
    );
    expect(page).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect((page.Resources as JsonObject[]).map((user) => Object.keys(user))).toEqual([['schemas', 'id', 'userName']]);
    const none = await queryResources(
      context,
      [userType],
      { filter: 'userName eq "x"', startIndex: 1, count: 9 },
      () => projection,
    );
    expect(none).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
  });

  const number = { startIndex: 1, count: 9 };
  const sort = { by: 'id', descending: true };
  test.each<[string, readonly ResourceType[], ListRequest]>([
    ['by number', [userType], number],
    ['by number, in an order', [userType], { ...number, sort }],
    ['by number, of several types', [userType, groupType], number],
    ['by number, of several types in one order', [userType, groupType], { ...number, sort }],
    ['by cursor', [userType], { ...number, cursor: '' }],
    ['by cursor, of several types in one order', [userType, groupType], { ...number, cursor: '', sort }],
  ])('finds a resource by the URIs that it is shown with: %s', async (_, types, request) => {
    const [boss, group] = [await createUser(), await createGroup()];
    const id = await createUser({ [enterpriseUserSchema]: { manager: { value: boss } } });
    const found = async (filter: string) => {
      const project = (type: ResourceType) => parseProjection({ attributes: 'id' }, type);
      const { Resources } = await queryResources(context, types, { ...request, filter }, project);
      return (Resources as JsonObject[]).map((resource) => resource.id);
    };
    const reference = `${enterpriseUserSchema}:manager.$ref`;
    expect(await found(`meta.location eq "${baseUrl}/Users/${id}"`)).toEqual([id]);
    expect(await found(`${reference} eq "${baseUrl}/Users/${boss}"`)).toEqual([id]);
    expect(await found(`meta.location eq "/Users/${id}" or ${reference} eq "/Users/${boss}"`)).toEqual([]);
    const ofGroup = await found(`meta.location eq "${baseUrl}/Groups/${group}"`);
    expect(ofGroup).toEqual(types.length > 1 ? [group] : []);
  });
});

describe('delete', () => {
  test('takes the user out of its groups', async () => {
    const [a, b] = [await createUser(), await createUser()];
    const id = await createGroup([a, b]);
    await deleteResource({ ...context, at: later }, userType, a);
    await expect(memberIds(id)).resolves.toEqual([b]);
    expect(await store.get(groupType, id)).toMatchObject({ version: 2, lastModified: later });
    await expect(deleteResource(context, userType, a)).rejects.toEqual(refused(404));
  });

  test('is repeated after a race, and refused with If-Match', async () => {
    const id = await createUser();
    const change = () => modifyResource(context, userType, id, patch({ op: 'add', path: 'title', value: 'x' }));
    const conditional = deleteResource({ ...context, store: racing(change) }, userType, id, { ifMatch: 'W/"1"' });
    await expect(conditional).rejects.toEqual(refused(412));
    const again = () => modifyResource(context, userType, id, patch({ op: 'add', path: 'title', value: 'y' }));
    await deleteResource({ ...context, store: racing(again) }, userType, id);
    expect(await store.get(userType, id)).toBeUndefined();
  });
});
