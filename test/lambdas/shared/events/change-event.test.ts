import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChangeEvent, toChangeEvent } from '#events/change-event.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { readChange } from '#storage/dynamodb/change-record.ts';
import { toDeletedItem, toEntryItem, toLogItems, toResourceItem } from '#storage/dynamodb/items.ts';
import { type Item, tenantKeys } from '#storage/dynamodb/keys.ts';
import type { StreamRecord } from '#storage/dynamodb/stream-record.ts';
import { deviceType, inventoryUrn } from '../../../support/devices.ts';
import { fullUser, group, later, user } from '../../../support/directory.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { membershipRecord, recordOf, resourceRecord, tenant } from '../../../support/stream-records.ts';

const types = [...resourceTypes, deviceType];
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const keys = tenantKeys(tenant);

function eventOf(record: StreamRecord): ChangeEvent | undefined {
  const change = readChange(record);
  return change && toChangeEvent(change, types);
}

function changed(before: ResourceState, document: JsonObject): ResourceState {
  return { ...before, document, version: before.version + 1, lastModified: later };
}

describe('a change of a user', () => {
  const ada = user('ada', { externalId: '701984', active: true, title: 'Countess' });
  const uri = `/Users/${ada.id}`;

  test('tells what was created, as a client sees it', () => {
    const record = resourceRecord(undefined, ada);
    expect(eventOf(record)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      type: 'User.Created',
      tenant: 'acme',
      time: ada.lastModified,
      subject: uri,
      sequence: record.dynamodb?.SequenceNumber?.padStart(40, '0'),
      resource: { type: 'User', id: ada.id, uri, externalId: '701984' },
      version: 'W/"1"',
      before: null,
      after: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id: ada.id,
        ...ada.document,
        meta: {
          resourceType: 'User',
          created: ada.created,
          lastModified: ada.lastModified,
          location: uri,
          version: 'W/"1"',
        },
      },
    });
  });

  test.each<[string, JsonObject, JsonObject, string | undefined, readonly string[]]>([
    ['another title', {}, { title: 'Lady' }, 'User.Updated', ['title']],
    ['active: false', {}, { active: false }, 'User.Deactivated', ['active']],
    ['active: false and another title', {}, { active: false, title: 'x' }, 'User.Deactivated', ['active', 'title']],
    ['active: true again', { active: false }, { active: true }, 'User.Reactivated', ['active']],
    ['active where nothing was said', { title: 'x' }, { title: 'x', active: true }, 'User.Updated', ['active']],
    [
      'an attribute of an extension',
      { [enterprise]: { department: 'A', division: 'D' } },
      { [enterprise]: { department: 'B', division: 'D' } },
      'User.Updated',
      [`${enterprise}:department`],
    ],
    ['an attribute that is gone', { nickName: 'Ada' }, {}, 'User.Updated', ['nickName']],
    ['nothing but the order of its members', { name: { a: 'x', b: 'y' } }, { name: { b: 'y', a: 'x' } }, undefined, []],
  ])('with %s', (_, was, is, type, attributes) => {
    const before = user('ada', was);
    const event = eventOf(resourceRecord(before, changed(before, { userName: 'ada', ...is })));
    expect(event?.type).toBe(type);
    if (type === undefined) return;
    expect(event?.attributes?.toSorted()).toEqual(attributes.toSorted());
    expect(event).toMatchObject({ before: { userName: 'ada', ...was }, after: { userName: 'ada', ...is } });
    expect(event).toMatchObject({ version: 'W/"2"', time: later });
  });

  test('tells what a deleted one was, and no version, as there is none any more', () => {
    const event = eventOf(resourceRecord(ada, undefined));
    expect(event).toMatchObject({ type: 'User.Deleted', before: { userName: 'ada' }, after: null, subject: uri });
    expect(event).toMatchObject({ time: '2026-11-24T10:00:00.000Z', resource: { externalId: '701984' } });
    expect(event).not.toHaveProperty('version');
  });

  test('shows nothing that is never returned, whoever wrote it there', () => {
    const secret = changed(ada, { ...ada.document, password: 'hunter2', title: 'x' });
    expect(JSON.stringify(eventOf(resourceRecord(ada, secret)))).not.toMatch(/password|hunter2/);
    expect(eventOf(resourceRecord(ada, changed(ada, { ...ada.document, password: 'x' })))).toBeUndefined();
  });

  test('that is kept and comes back is deleted, and created with a version that goes on', () => {
    const copy = toDeletedItem(keys, userType, ada, later);
    expect(eventOf(recordOf(undefined, copy))).toBeUndefined();
    expect(eventOf(recordOf(copy, undefined))).toBeUndefined();
    const back = { ...ada, version: 2, lastModified: later };
    expect(eventOf(resourceRecord(undefined, back))).toMatchObject({ type: 'User.Created', version: 'W/"2"' });
  });
});

describe('a change of a group', () => {
  const staff = group('Staff');
  const member = { value: randomUUID(), type: 'User', display: 'Ada' };
  const element = { value: member.value, $ref: `/Users/${member.value}`, type: 'User', display: 'Ada' };

  test.each([
    [undefined, staff, 'Group.Created'],
    [staff, changed(staff, { displayName: 'All' }), 'Group.Updated'],
    [staff, changed(staff, staff.document), undefined],
    [staff, undefined, 'Group.Deleted'],
  ])('%j to %j', (before, after, type) => {
    expect(eventOf(resourceRecord(before, after, groupType))?.type).toBe(type);
  });

  test.each([true, false])('names the member that came or left: %s', (isAdded) => {
    const uri = `/Groups/${staff.id}`;
    expect(eventOf(membershipRecord(isAdded, staff.id, member))).toEqual({
      id: expect.any(String),
      type: isAdded ? 'Group.MemberAdded' : 'Group.MemberRemoved',
      tenant: 'acme',
      time: '2026-11-24T10:00:00.000Z',
      subject: `${uri}#${member.value}`,
      sequence: expect.stringMatching(/^[0-9]{40}$/),
      resource: { type: 'Group', id: staff.id, uri },
      member: element,
      before: isAdded ? null : element,
      after: isAdded ? element : null,
    });
  });

  test('of many members is told by its memberships alone, neither by its mark nor by its log', () => {
    const item = toResourceItem(keys, groupType, staff, 0);
    const marked = (next: number) => ({ ...item, version: 2, memberCount: 250, change: { id: 'c', next, chunks: 1 } });
    const [log] = toLogItems(keys, groupType, staff.id, randomUUID(), [member]);
    const { change: _, ...done } = marked(0);
    const records = [recordOf(item, marked(0)), recordOf(undefined, log), recordOf(marked(0), marked(98))];
    expect([...records, recordOf(marked(98), done), recordOf(log, undefined)].map(eventOf)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});

test('resource types of a deployment have their own events', () => {
  const device = { ...user(''), document: { serialNumber: 'C02', [inventoryUrn]: { assetTag: 'A-17' } } };
  expect(eventOf(resourceRecord(undefined, device, deviceType))).toMatchObject({
    type: 'Device.Created',
    resource: { uri: `/Devices/${device.id}` },
    after: { serialNumber: 'C02', [inventoryUrn]: { assetTag: 'A-17' } },
  });
});

describe('items that are no resource make no event', () => {
  const id = randomUUID();
  const items: readonly (readonly [string, Item])[] = [
    ['a unique index entry', toEntryItem(keys, userType, { path: 'userName', unique: true, value: id, shown: id }, id)],
    [
      'an index entry',
      toEntryItem(keys, userType, { path: 'externalId', unique: false, value: `M#${id}`, shown: '' }, id),
    ],
    ['a counter', { ...keys.counter('User', id), n0: 1 }],
    ['a tenant', { pk: 'T#acme', sk: 'Tenant', doc: '{}', version: 1 }],
    ['its place in the list', { pk: 'Tenants', sk: 'acme', doc: '{}' }],
    ['a connection', { pk: 'T#acme', sk: 'Connection#okta', doc: '{}', version: 1 }],
    ['a token', { pk: 'T#acme', sk: `Token#okta#${id}`, doc: '{}', version: 1 }],
    ['an entry of the audit trail', { pk: 'T#acme#Audit#2026-11', sk: `${later}#${id}`, doc: '{}' }],
    ['a resource of a type that is not deployed', { pk: 'T#acme#Robot', sk: id, doc: '{}', version: 1 }],
  ];
  test.each(items)('%s', (_, item) => {
    expect(
      [recordOf(undefined, item), recordOf(item, { ...item, x: 1 }), recordOf(item, undefined)].map(eventOf),
    ).toEqual([undefined, undefined, undefined]);
  });
});

test('whatever is read again has the same id, and nothing else has it', () => {
  const ada = fullUser('ada');
  const documents = fc.array(fc.record({ userName: fc.constant('ada'), title: fc.string(), active: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(documents, (history) => {
      const states = [ada, ...history.map((document, index) => ({ ...changed(ada, document), version: index + 2 }))];
      const records = states.map((state, index) => resourceRecord(states[index - 1], state));
      const events = records.map(eventOf);
      const told = events.filter((event) => event !== undefined);
      expect(records.map(eventOf)).toEqual(events);
      expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
      const sequences = told.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted());
      // Who applies what the events show ends with the last state.
      expect(told.at(-1)?.after).toMatchObject(states.at(-1)?.document ?? {});
    }),
    propertyRuns,
  );
});
