import { describe, expect, test } from '@jest/globals';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { nameIn, soughtName } from '#endpoint/tell.ts';
import { scimPipeline } from '#http/pipeline.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import { testCursors } from '../../../support/cursors.ts';
import { at } from '../../../support/directory.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

describe('a name', () => {
  test.each([
    [userType, { userName: 'ada', displayName: 'Ada Lovelace' }, 'ada'],
    [userType, { UserName: 'ada' }, 'ada'],
    [userType, { displayName: 'Ada Lovelace' }, 'Ada Lovelace'],
    [groupType, { displayName: 'Staff' }, 'Staff'],
    [userType, { userName: 7 }, undefined],
    [userType, { userName: '' }, undefined],
    [userType, undefined, undefined],
    [userType, 'ada', undefined],
  ])('%p of %j is %s', (type, body, name) => {
    expect(nameIn(type, body)).toBe(name);
  });

  test('is cut where it is longer than a name', () => {
    expect(nameIn(userType, { userName: 'a'.repeat(10_000) })).toHaveLength(200);
  });

  test.each([
    ['userName eq "ada@example.com"', 'ada@example.com'],
    [' displayname EQ "a \\"b\\"" ', 'a "b"'],
    ['externalId eq "7"', '7'],
    ['userName sw "ada"', undefined],
    ['userName eq "ada" or userName eq "grace"', undefined],
    ['name.familyName eq "Lovelace"', undefined],
    ['userName eq "\\x"', undefined],
    [undefined, undefined],
  ])('that %s looks for is %s', (filter, name) => {
    expect(soughtName(filter)).toBe(name);
  });
});

describe('what a request tells', () => {
  const store = new MemoryStore();
  const records: Record<string, unknown>[] = [];
  const handler = scimPipeline({
    findProvider,
    authenticate: async () => ({ tenant: 'acme', tokenId: 't1' }),
    routes: (() => {
      const open = () => ({
        context: {
          store,
          cursors: testCursors('acme'),
          interoperability: profileOf('generic'),
          baseUrl: 'https://scim.example.com/provisioning/generic/v2',
          at,
          backOff: async () => true,
        },
        cost: () => ({}),
      });
      return { ...resourceRoutes(userType, open), ...bulkRoutes(resourceTypes, open) };
    })(),
    write: () => undefined,
    sealForJournal: (_, text) => {
      const { at: __, notes: ___, ...record } = JSON.parse(text) as Record<string, unknown>;
      records.push(record);
      return text;
    },
  });
  const send = async (route: string, traits: object = {}) => {
    records.length = 0;
    const { body } = await handler(gatewayEvent({ route, ...traits }), lambdaContext());
    return JSON.parse(body ?? '{}') as { readonly id: string };
  };

  test('is the name and id of the resource, whatever the method, and how many were found', async () => {
    const { id } = await send('POST /Users', { body: { userName: 'ada' } });
    expect(records).toEqual([{ id, name: 'ada' }]);
    const parameters = { id };
    await send('PUT /Users/{id}', { parameters, body: { userName: 'ada2', title: 'Countess' } });
    expect(records).toEqual([{ id, name: 'ada2' }]);
    const body = { Operations: [{ op: 'replace', path: 'title', value: 'x' }] };
    await send('PATCH /Users/{id}', { parameters, body });
    expect(records).toEqual([{ id, name: 'ada2' }]);
    await send('GET /Users', { query: 'filter=userName%20eq%20%22ada2%22' });
    expect(records).toEqual([{ name: 'ada2', found: 1 }]);
    await send('POST /Users', { body: { userName: 'ada2' } });
    expect(records).toEqual([{ name: 'ada2', detail: expect.stringContaining('"userName"') }]);
    await send('DELETE /Users/{id}', { parameters });
    expect(records).toEqual([{ id, name: 'ada2' }]);
    await send('DELETE /Users/{id}', { parameters });
    expect(records).toEqual([{ id, detail: expect.stringContaining(id) }]);
  });

  test('is each operation of a bulk request, in its place', async () => {
    const Operations = [
      { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'grace' } },
      { method: 'POST', path: '/Users', bulkId: 'b', data: { userName: 'grace' } },
      { method: 'BREW', path: '/Coffee' },
      { method: 'DELETE', path: '/Users/nobody' },
    ];
    await send('POST /Bulk', { body: { Operations } });
    expect(records[1]).toEqual({
      first: 0,
      operations: [
        { method: 'POST', endpoint: '/Users', status: 201, id: expect.any(String), name: 'grace' },
        expect.objectContaining({
          method: 'POST',
          endpoint: '/Users',
          status: 409,
          scimType: 'uniqueness',
          name: 'grace',
        }),
        expect.objectContaining({ method: 'DELETE', endpoint: '/Users/{id}', status: 404, id: 'nobody' }),
      ],
    });
  });
});
