import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import {
  encodeDocument,
  fromCounterItem,
  fromLogItems,
  fromMembershipItem,
  fromResourceItem,
  toCounterName,
  toLogItems,
  toMember,
  toMembershipItem,
  toResourceItem,
} from '#storage/dynamodb/items.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { group, state, strangers, user } from '../../../../support/directory.ts';

const keys = tenantKeys('acme');

test('a resource is read as it was written', () => {
  const ada = user('ada', { name: { givenName: 'Ada' } });
  const item = toResourceItem(keys, userType, ada, 0);
  expect(item).not.toHaveProperty('memberCount');
  expect(fromResourceItem(item)).toMatchObject(ada);
  expect(fromResourceItem(toResourceItem(keys, groupType, group('Staff'), 7)).memberCount).toBe(7);
});

test('a membership is read as it was written', () => {
  for (const member of [...strangers(1), { value: group('x').id, type: 'Group' }]) {
    expect(fromMembershipItem(toMembershipItem(keys, groupType, group('x').id, member))).toEqual(member);
  }
});

test.each([
  [{ userName: 'ada', displayName: 'Ada' }, 'Ada'],
  [{ userName: 'ada' }, 'ada'],
  [{ userName: 'ada', displayName: 'x'.repeat(5_000) }, 'x'.repeat(200)],
  [{ userName: 'ada', displayName: '\ud800' }, '\ufffd'],
  [{}, undefined],
])('the display of %j', (document, expected) => {
  expect(toMember(userType, state(document)).display).toBe(expected);
});

test('a document of more than 350,000 bytes is refused with 413', () => {
  expect(encodeDocument({ a: 'x'.repeat(340_000) })).toHaveLength(340_008);
  expect(() => encodeDocument({ a: 'ä'.repeat(175_000) })).toThrow(expect.objectContaining({ status: 413 }));
});

test('a log of 10,000 operations is read as it was written, from items of less than 400 KB', () => {
  const members = strangers(10_000);
  const operations = members.map((member, i) => (i % 2 === 0 ? member : member.value));
  const items = toLogItems(keys, groupType, group('x').id, 'c', operations);
  expect(items.length).toBeGreaterThan(1);
  for (const { log } of items) expect(log.length).toBeLessThan(390_000);
  expect(items.map(({ sk }) => sk).toSorted()).toEqual(items.map(({ sk }) => sk));
  expect(fromLogItems(items)).toEqual(operations);
});

test.each([
  ['many bytes', 20_000, () => randomBytes(150).toString('base64')],
  ['many items', 60_000, () => 'x'.repeat(200)],
])('a log of %s, more than one transaction takes, is refused with 413', (_, size, display) => {
  const members = strangers(size).map((member) => ({ ...member, display: display() }));
  expect(() => toLogItems(keys, groupType, group('x').id, 'c', members)).toThrow(
    expect.objectContaining({ status: 413 }),
  );
});

test('a counter tells the number for each third digit', () => {
  const id = 'abf00000-0000-4000-8000-000000000000';
  const counted = fromCounterItem({ ...keys.counter('User', id), [toCounterName(id)]: 3, n0: 2 });
  expect(counted).toHaveLength(16);
  expect(counted[0]).toEqual(['ab0', 2]);
  expect(counted[1]).toEqual(['ab1', 0]);
  expect(counted[15]).toEqual(['abf', 3]);
});
