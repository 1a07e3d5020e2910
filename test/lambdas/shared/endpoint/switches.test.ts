import { describe, expect, test } from '@jest/globals';
import type { Switches } from '#scim/interoperability.ts';
import { providers } from '#service/providers.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { connectAs, type ProviderConnection } from '../../../support/provider-connection.ts';

const missing = '00000000-0000-4000-8000-000000000000';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const everywhere = providers.map(({ id }) => id);

describe.each(everywhere)('strict, on the path of %s', (provider) => {
  const strict = (): ProviderConnection => connectAs(provider, new MemoryStore(), { strict: true });

  test.each<[string, object, RegExp]>([
    ['an unknown attribute', { userName: 'a', shoeSize: 9 }, /shoeSize/],
    ['an unknown sub-attribute', { userName: 'a', emails: [{ value: 'a@x.io', colour: 'red' }] }, /emails\.colour/],
    ['an unknown schema', { userName: 'a', schemas: [core, 'urn:example:other'] }, /urn:example:other/],
  ])('%s is refused in a POST and in a PUT, by name', async (_, body, detail) => {
    const { send, user } = strict();
    const id = await user();
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PUT', `/Users/${id}`],
    ] as const) {
      const { status, json } = await send(method, path, { body });
      expect([status, json.scimType, json.detail]).toEqual([400, 'invalidSyntax', expect.stringMatching(detail)]);
    }
    expect((await send('GET', '/Users')).json.totalResults).toBe(1);
  });

  test.each<[string, object, string]>([
    ['an unknown path', { op: 'add', path: 'shoeSize', value: 9 }, 'invalidPath'],
    ['no path', { op: 'replace', value: { title: 'x' } }, 'invalidPath'],
    ['an empty path', { op: 'add', path: '', value: { title: 'x' } }, 'invalidPath'],
    ['an unknown name in a value', { op: 'add', path: 'name', value: { nick: 'x' } }, 'invalidSyntax'],
  ])('a PATCH with %s is refused, whole', async (_, operation, scimType) => {
    const { patch, send, user } = strict();
    const id = await user();
    const answer = await patch(`/Users/${id}`, { op: 'add', path: 'title', value: 'y' }, operation);
    expect([answer.status, answer.json.scimType]).toEqual([400, scimType]);
    expect((await send('GET', `/Users/${id}`)).json).not.toHaveProperty('title');
  });

  test('a PATCH without operations is refused', async () => {
    const { patch, user } = strict();
    expect((await patch(`/Users/${await user()}`)).status).toBe(400);
  });

  test('a member that does not exist is refused, and nothing is written', async () => {
    const { group, members, patch, send, user } = strict();
    const [a, b] = [await user(), await user()];
    const id = await group([a]);
    const both = [{ value: missing }, { value: b }];
    const answers = [
      await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: both }),
      await send('PUT', `/Groups/${id}`, { body: { displayName: 'x', members: both } }),
      await send('POST', '/Groups', { body: { displayName: 'x', members: both } }),
    ];
    expect(answers.map(({ status, json }) => [status, json.scimType])).toEqual(
      answers.map(() => [400, 'invalidValue']),
    );
    expect(await members(id)).toEqual([a]);
    expect((await send('GET', '/Groups')).json.totalResults).toBe(1);
  });

  test('what the schema has is taken as ever', async () => {
    const { patch, send, user } = strict();
    const id = await user({ schemas: [core], name: { givenName: 'A' }, id: 'x', meta: {}, groups: [], password: 's' });
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).json.active).toBe(false);
    expect((await send('PUT', `/Users/${id}`, { body: (await send('GET', `/Users/${id}`)).json })).status).toBe(200);
  });
});

describe('additive replace', () => {
  const replaced = async (provider: string, switches: Switches) => {
    const { group, members, patch, user } = connectAs(provider, new MemoryStore(), switches);
    const [a, b] = [await user(), await user()];
    const id = await group([a]);
    await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [{ value: b }] });
    return (await members(id)).length;
  };

  test.each(everywhere)('on and off decide against the profile of %s', async (provider) => {
    expect(await replaced(provider, { additiveReplace: true })).toBe(2);
    expect(await replaced(provider, { additiveReplace: false })).toBe(1);
  });

  test('a PUT is the whole list all the same', async () => {
    const { group, members, send, user } = connectAs('generic', new MemoryStore(), { additiveReplace: true });
    const [a, b] = [await user(), await user()];
    const id = await group([a]);
    await send('PUT', `/Groups/${id}`, { body: { displayName: 'x', members: [{ value: b }] } });
    expect(await members(id)).toEqual([b]);
  });
});

describe('soft delete', () => {
  test('a deleted user is gone for every request, and the name is free', async () => {
    const store = new MemoryStore();
    const { group, members, patch, send, user } = connectAs('generic', store, { softDelete: true });
    const id = await user({ userName: 'ada' });
    const staff = await group([id]);
    expect((await send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(store.recoverable(id)).toMatchObject({ id, document: { userName: 'ada' } });
    const body = { userName: 'ada' };
    const answers = [
      await send('GET', `/Users/${id}`),
      await send('PUT', `/Users/${id}`, { body }),
      await patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'x' }),
      await send('DELETE', `/Users/${id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await send('GET', '/Users')).json.totalResults).toBe(0);
    expect(await members(staff)).toEqual([]);
    const again = await send('POST', '/Users', { body });
    expect(again.status).toBe(201);
    expect(again.json.id).not.toBe(id);
  });

  test.each<[string, Switches]>([
    ['without the switch', {}],
    ['where it is off', { softDelete: false }],
  ])('%s nothing is kept', async (_, switches) => {
    const store = new MemoryStore();
    const { send, user } = connectAs('okta', store, switches);
    const id = await user();
    await send('DELETE', `/Users/${id}`);
    expect(store.recoverable(id)).toBeUndefined();
  });

  test('a deleted group is not kept: its members may be too many', async () => {
    const store = new MemoryStore();
    const { group, send } = connectAs('generic', store, { softDelete: true });
    const id = await group([]);
    await send('DELETE', `/Groups/${id}`);
    expect(store.recoverable(id)).toBeUndefined();
  });
});

describe('members that do not exist', () => {
  test.each(everywhere.filter((id) => id !== 'generic'))(
    'are left out on the path of %s, and logged',
    async (provider) => {
      const { group, members, notes, patch, send, user } = connectAs(provider, new MemoryStore());
      const ids = await Promise.all(Array.from({ length: 99 }, () => user()));
      const all = [missing, ...ids].map((value) => ({ value }));
      const { json, status } = await send('POST', '/Groups', { body: { displayName: 'x', members: all } });
      expect([status, json.members?.length]).toEqual([201, 99]);
      expect(notes()).toMatchObject({ skippedMembers: [missing], skippedMemberCount: 1 });
      const id = await group([]);
      await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: all });
      expect(notes()).toMatchObject({ skippedMembers: [missing], skippedMemberCount: 1 });
      expect(await members(id)).toEqual(ids.toSorted());
      await send('PUT', `/Groups/${id}`, { body: { displayName: 'x', members: all.slice(0, 2) } });
      expect(notes()).toMatchObject({ skippedMembers: [missing], skippedMemberCount: 1 });
      expect(await members(id)).toEqual([ids[0]]);
    },
  );

  test('alone change nothing, and the version stays', async () => {
    const { group, patch, send } = connectAs('okta', new MemoryStore());
    const id = await group([]);
    const { headers } = await send('GET', `/Groups/${id}`);
    const { status } = await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: missing }] });
    expect([status, (await send('GET', `/Groups/${id}`)).headers.ETag]).toEqual([204, headers.ETag]);
  });

  test('are logged up to twenty, short, and without addresses', async () => {
    const { group, notes, patch } = connectAs('okta', new MemoryStore());
    const id = await group([]);
    const value = ['ada@example.com', 'x'.repeat(500), ...Array.from({ length: 40 }, (_, n) => `00u${n}`)];
    await patch(`/Groups/${id}`, { op: 'add', path: 'members', value });
    const { skippedMembers, skippedMemberCount } = notes();
    expect(skippedMemberCount).toBe(42);
    expect(skippedMembers).toHaveLength(20);
    expect(skippedMembers).toEqual(expect.arrayContaining(['(an e-mail address)', 'x'.repeat(64), '00u0']));
  });

  test('are the same as those of another tenant, of whom nothing is told', async () => {
    const stranger = await connectAs('okta', new MemoryStore()).user({ displayName: 'Stranger' });
    const { group, members, notes, patch } = connectAs('okta', new MemoryStore());
    const id = await group([]);
    for (const value of [stranger, missing]) {
      const answer = await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value }] });
      expect([answer.status, answer.json]).toEqual([204, {}]);
      expect(notes()).toMatchObject({ skippedMembers: [value] });
      expect(JSON.stringify(notes())).not.toContain('Stranger');
    }
    expect(await members(id)).toEqual([]);
  });
});

test('a PATCH without operations is a success only where the provider sends one', async () => {
  for (const { id: provider, profile } of providers) {
    const { patch, user } = connectAs(provider, new MemoryStore());
    const { status } = await patch(`/Users/${await user()}`);
    expect([provider, status]).toEqual([provider, profile.emptyPatch === 'accept' ? 200 : 400]);
  }
});
