import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { badgeUrn, devicesFile, deviceUrn, inventoryUrn } from '../support/devices.ts';
import { synthesize } from '../support/synthesize.ts';
import { recordAccess } from './support/access-record.ts';
import { connection, createGroup, createUser, filterBy, patch, send, uniqueName } from './support/client.ts';
import { issueLocalToken } from './support/global-setup.ts';

let stack: LocalStack;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-devices-'));
  stack = await startLocalStack({
    assembly: synthesize({ bundle: true, outdir: folder, schemas: devicesFile }).folder,
    port: 0,
    onAccess: recordAccess(),
  });
  process.env.SCIM_BASE_URL = `${stack.origin}/provisioning/generic/v2`;
  process.env.SCIM_TOKEN = await issueLocalToken(stack, 'generic');
}, 120_000);

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const device = (attributes: object = {}) => ({
  schemas: [deviceUrn, inventoryUrn],
  serialNumber: uniqueName('SN'),
  [inventoryUrn]: { assetTag: uniqueName('tag'), price: 999.5 },
  ...attributes,
});

async function createDevice(attributes: object = {}): Promise<Record<string, unknown> & { id: string }> {
  const { status, json, text } = await send('POST', '/Devices', { body: device(attributes) });
  if (status !== 201) throw new Error(`${status}: ${text}`);
  return json as Record<string, unknown> & { id: string };
}

describe('a device', () => {
  test('is created, as its schema has it', async () => {
    const owner = await createUser();
    const body = device({
      SERIALNUMBER: undefined,
      purchased: '2026-01-31T12:00:00Z',
      owner: { value: owner },
      ports: [{ value: '00:11', type: 'wifi', speed: 300, primary: true }],
      tags: ['blue'],
      unlockCode: '1234',
    });
    const { status, headers, json } = await send('POST', '/Devices', { body });
    expect(status).toBe(201);
    const location = `${connection().baseUrl}/Devices/${json.id}`;
    expect([headers.get('location'), headers.get('etag')]).toEqual([location, 'W/"1"']);
    const { unlockCode: _, SERIALNUMBER: __, ...kept } = body as Record<string, unknown>;
    expect(json).toEqual({
      ...kept,
      id: expect.any(String),
      active: true,
      owner: { value: owner, $ref: `${connection().baseUrl}/Users/${owner}` },
      // The price is shown to those who ask for it.
      [inventoryUrn]: { assetTag: (body[inventoryUrn] as { assetTag: string }).assetTag },
      meta: expect.objectContaining({ resourceType: 'Device', location, version: 'W/"1"' }),
    });
    const priced = await send('GET', `/Devices/${json.id}?attributes=${inventoryUrn}:price`);
    expect(priced.json).toMatchObject({ [inventoryUrn]: { price: 999.5 } });
  });

  test.each<[string, object, string]>([
    ['the extension', { [inventoryUrn]: undefined }, `${inventoryUrn} is a required extension of Device.`],
    ['a required attribute of the extension', { [inventoryUrn]: { price: 1 } }, `${inventoryUrn}:assetTag is required`],
    ['a required attribute', { serialNumber: undefined }, 'serialNumber is required'],
    ['a required sub-attribute', { ports: [{ type: 'wifi' }] }, 'ports.value is required'],
  ])('without %s is refused by POST and PUT', async (_, attributes, detail) => {
    const { id } = await createDevice();
    for (const answer of [
      await send('POST', '/Devices', { body: device(attributes) }),
      await send('PUT', `/Devices/${id}`, { body: device(attributes) }),
    ]) {
      expect(answer).toMatchObject({
        status: 400,
        json: { scimType: 'invalidValue', detail: expect.stringContaining(detail) },
      });
    }
  });

  test('cannot lose by PATCH what it must have', async () => {
    const { id } = await createDevice();
    for (const path of [inventoryUrn, `${inventoryUrn}:assetTag`]) {
      await expect(patch(`/Devices/${id}`, [{ op: 'remove', path }])).resolves.toMatchObject({ status: 400 });
    }
    await expect(send('GET', `/Devices/${id}`)).resolves.toMatchObject({ json: { meta: { version: 'W/"1"' } } });
  });

  test('has a serial number that no other has, in its own letter case', async () => {
    const { serialNumber, id } = await createDevice();
    await expect(send('POST', '/Devices', { body: device({ serialNumber }) })).resolves.toMatchObject({
      status: 409,
      json: { scimType: 'uniqueness' },
    });
    await createDevice({ serialNumber: String(serialNumber).toUpperCase() });
    await expect(send('DELETE', `/Devices/${id}`)).resolves.toMatchObject({ status: 204 });
    await createDevice({ serialNumber });
  });

  test('is found by each index without a look at any other', async () => {
    const owner = await createUser();
    const tag = uniqueName('label');
    const created = await createDevice({ externalId: uniqueName('e'), owner: { value: owner }, tags: ['x', tag] });
    const { assetTag } = created[inventoryUrn] as { assetTag: string };
    for (const [path, value] of [
      ['serialNumber', String(created.serialNumber)],
      [`${deviceUrn}:serialNumber`, String(created.serialNumber)],
      ['externalId', String(created.externalId)],
      ['owner.value', owner],
      ['tags', tag.toUpperCase()],
      [`${inventoryUrn}:assetTag`, assetTag],
    ] as const) {
      const { json, headers } = await send('GET', `/Devices?${filterBy(path, value)}`);
      expect([path, json.totalResults, json.Resources?.[0]]).toEqual([path, 1, created]);
      // One trip for the entry, one for the device.
      expect(headers.get('server-timing')).toMatch(/trips=[23] /);
    }
    const { json } = await send('POST', '/Devices/.search', {
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        filter: `owner.value eq "${owner}" and ${inventoryUrn}:price gt 999`,
      },
    });
    expect(json).toMatchObject({ totalResults: 1, Resources: [created] });
  });

  test('is listed by cursor among others of one owner', async () => {
    const owner = await createUser();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await createDevice({ owner: { value: owner } })).id);
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: string = `cursor=${encodeURIComponent(cursor)}&count=2`;
      const { json } = await send('GET', `/Devices?${filterBy('owner.value', owner)}&${page}`);
      found.push(...(json.Resources ?? []).map(({ id }) => String(id)));
      cursor = json.nextCursor as string | undefined;
    }
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  test('is changed by PATCH and PUT, and its index with it', async () => {
    const { id, serialNumber } = await createDevice({ tags: ['old'], externalId: 'kept' });
    const tag = uniqueName('moved');
    const patched = await patch(`/Devices/${id}`, [
      { op: 'replace', path: `${inventoryUrn}:assetTag`, value: tag },
      { op: 'add', path: 'tags', value: ['new'] },
      { op: 'add', path: 'ports[type eq "wifi"].value', value: '00:22' },
    ]);
    expect(patched).toMatchObject({
      status: 200,
      json: { tags: ['old', 'new'], ports: [{ type: 'wifi', value: '00:22' }], [inventoryUrn]: { assetTag: tag } },
    });
    await expect(send('GET', `/Devices?${filterBy(`${inventoryUrn}:assetTag`, tag)}`)).resolves.toMatchObject({
      json: { totalResults: 1 },
    });
    const replaced = await send('PUT', `/Devices/${id}`, { body: device({ serialNumber }) });
    expect(replaced.json).toMatchObject({ serialNumber, externalId: 'kept', active: true });
    expect(replaced.json).not.toHaveProperty('tags');
    await expect(send('GET', `/Devices?${filterBy(`${inventoryUrn}:assetTag`, tag)}`)).resolves.toMatchObject({
      json: { totalResults: 0 },
    });
  });

  test('keeps what is immutable', async () => {
    const purchased = '2026-01-31T12:00:00Z';
    const { id } = await createDevice({ purchased });
    await expect(
      patch(`/Devices/${id}`, [{ op: 'replace', path: 'purchased', value: '2027-01-31T12:00:00Z' }]),
    ).resolves.toMatchObject({ status: 400, json: { scimType: 'mutability' } });
  });

  test('is no member of a group', async () => {
    const { id } = await createDevice();
    const body = { displayName: uniqueName('group'), members: [{ value: id, type: 'Device' }] };
    await expect(send('POST', '/Groups', { body })).resolves.toMatchObject({ status: 400 });
    await expect(createGroup([await createUser()])).resolves.toEqual(expect.any(String));
  });

  test('is in the answers of a search over all types', async () => {
    const externalId = uniqueName('everywhere');
    const { id } = await createDevice({ externalId });
    const user = await createUser({ externalId });
    const { json } = await send('GET', `?${filterBy('externalId', externalId)}`);
    expect(json.Resources?.map((resource) => resource.id).toSorted()).toEqual([id, user].toSorted());
  });

  test('is created in bulk', async () => {
    const { json } = await send('POST', '/Bulk', {
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'u', data: { userName: uniqueName('bulk') } },
          { method: 'POST', path: '/Devices', bulkId: 'd', data: device({ owner: { value: 'bulkId:u' } }) },
          { method: 'POST', path: '/Devices', bulkId: 'e', data: device({ [inventoryUrn]: undefined }) },
        ],
      },
    });
    const { Operations } = json as unknown as { Operations: { status: string; location?: string }[] };
    expect(Operations.map(({ status }) => status)).toEqual(['201', '201', '400']);
    const path = String(Operations[1]?.location).slice(connection().baseUrl.length);
    await expect(send('GET', path)).resolves.toMatchObject({
      status: 200,
      json: { owner: { $ref: String(Operations[0]?.location) } },
    });
  });

  test('is not there for a method it does not have', async () => {
    await expect(send('PATCH', '/Devices')).resolves.toMatchObject({ status: 405 });
    await expect(send('GET', '/Gadgets')).resolves.toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('/Devices') },
    });
  });
});

describe('a user', () => {
  test('has a badge that no other has, and is found by it', async () => {
    const badgeNumber = uniqueName('B');
    const id = await createUser({ [badgeUrn]: { badgeNumber, validUntil: '2027-01-01T00:00:00+01:00' } });
    const found = await send('GET', `/Users?${filterBy(`${badgeUrn}:badgeNumber`, badgeNumber)}`);
    expect(found.json).toMatchObject({ totalResults: 1, Resources: [{ id, [badgeUrn]: { badgeNumber } }] });
    expect(found.json.Resources?.[0]?.schemas).toEqual(['urn:ietf:params:scim:schemas:core:2.0:User', badgeUrn]);
    const body = { userName: uniqueName('other'), [badgeUrn]: { badgeNumber } };
    await expect(send('POST', '/Users', { body })).resolves.toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining(`${badgeUrn}:badgeNumber`) },
    });
    await expect(patch(`/Users/${id}`, [{ op: 'remove', path: badgeUrn }])).resolves.toMatchObject({ status: 200 });
    await createUser({ [badgeUrn]: { badgeNumber } });
  });

  test('needs no badge', async () => {
    await expect(createUser()).resolves.toEqual(expect.any(String));
  });
});

describe('discovery', () => {
  test('shows the resource types', async () => {
    const { json } = await send('GET', '/ResourceTypes');
    expect(json.Resources?.map(({ name }) => name)).toEqual(['User', 'Group', 'Device']);
    const { json: type } = await send('GET', '/ResourceTypes/Device');
    expect(type).toMatchObject({
      endpoint: '/Devices',
      schema: deviceUrn,
      schemaExtensions: [{ schema: inventoryUrn, required: true }],
    });
    const { json: user } = await send('GET', '/ResourceTypes/User');
    expect(user).toMatchObject({
      schemaExtensions: [
        { schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', required: false },
        { schema: badgeUrn, required: false },
      ],
    });
  });

  test.each([deviceUrn, inventoryUrn, badgeUrn])('shows the schema %s', async (urn) => {
    const { json } = await send('GET', `/Schemas/${urn}`);
    expect(json).toMatchObject({ id: urn, attributes: expect.any(Array) });
    const { json: all } = await send('GET', '/Schemas');
    expect(all.Resources).toContainEqual(json);
  });
});
