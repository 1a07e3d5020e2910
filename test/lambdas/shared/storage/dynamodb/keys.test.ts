import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import { entryPrefix, idOfEntry, isEntryOf, isResourceId, type Key, tenantKeys } from '#storage/dynamodb/keys.ts';

const keys = tenantKeys('acme');
const id = '0af3c5d2-8e1b-4c77-9a40-5b6c7d8e9f01';
const other = '1bf3c5d2-8e1b-4c77-9a40-5b6c7d8e9f02';

test.each<[string, Key, Key]>([
  ['a user', keys.resource('User', id), { pk: 'T#acme#User', sk: id }],
  ['a userName', keys.uniqueEntry('User', 'userName', 'ada'), { pk: 'T#acme#User#userName', sk: 'ada' }],
  ['an e-mail', keys.entry('User', 'emails.value', 'a', id), { pk: 'T#acme#User#emails.value', sk: `a\u0001${id}` }],
  ['a membership', keys.membership('Group', id, other), { pk: `T#acme#Group#${id}`, sk: `M#${other}` }],
  ['a log', keys.log('Group', id, other, 7), { pk: `T#acme#Group#${id}`, sk: `C#${other}#0007` }],
  ['a counter', keys.counter('User', id), { pk: 'T#acme#Count#User', sk: '0a' }],
])('the key of %s', (_, key, expected) => {
  expect(key).toEqual(expected);
});

test('a membership leads back to its group', () => {
  expect(keys.containerOf(keys.members('Group', id))).toEqual({ type: 'Group', id });
});

test('an entry leads back to its resource', () => {
  expect(idOfEntry(keys.entry('User', 'externalId', 'x#y', id).sk)).toBe(id);
});

describe('values', () => {
  const values = [
    '',
    'a',
    'a b',
    'a#',
    'ab',
    'ä',
    'x'.repeat(960),
    'x'.repeat(961),
    '😀'.repeat(1_000),
    'ä'.repeat(999),
  ];

  test.each(values.map((value) => [value.slice(0, 10), value]))('%j fits into a sort key', (_, value) => {
    for (const { sk } of [keys.uniqueEntry('User', 'userName', value), keys.entry('User', 'userName', value, id)]) {
      expect(Buffer.byteLength(sk)).toBeGreaterThan(0);
      expect(Buffer.byteLength(sk)).toBeLessThanOrEqual(1_024);
    }
  });

  test('no entry begins with the prefix of another value', () => {
    for (const value of values) {
      for (const rival of values.filter((candidate) => candidate !== value)) {
        expect(keys.entry('User', 'userName', rival, id).sk.startsWith(entryPrefix(value))).toBe(false);
      }
    }
  });

  test('an entry of a value that goes on with the separator is none of the value', () => {
    const [one, longer] = ['abc', 'abc\u00015'].map((value) => keys.entry('User', 'externalId', value, id).sk);
    expect([isEntryOf(one ?? '', 'abc'), isEntryOf(longer ?? '', 'abc')]).toEqual([true, false]);
    expect([isEntryOf(one ?? '', 'abc\u00015'), isEntryOf(longer ?? '', 'abc\u00015')]).toEqual([false, true]);
  });

  test('long values that differ at the end have different keys', () => {
    const long = 'x'.repeat(5_000);
    expect(entryPrefix(`${long}1`)).not.toBe(entryPrefix(`${long}2`));
    expect(entryPrefix(`${long}1`)).toBe(entryPrefix(`${long}1`));
  });

  test('entries sort by value first', () => {
    const entries = ['a', 'a b', 'a#', 'ab'].map((value) => keys.entry('User', 'userName', value, other).sk);
    expect(entries.toSorted()).toEqual(entries);
  });
});

test.each<[string, boolean]>([
  [randomUUID(), true],
  [randomUUID().toUpperCase(), false],
  ['', false],
  [`${id}\n`, false],
  [`${id}#`, false],
  ['__proto__', false],
])('%j names a resource: %s', (text, expected) => {
  expect(isResourceId(text)).toBe(expected);
});

describe('resource types of a deployment', () => {
  const urn = 'urn:example:a';
  const named = (name: string) => ({
    Schemas: [{ id: urn, attributes: [{ name: 'Count' }] }],
    ResourceTypes: [{ name, endpoint: '/Things', schema: urn }],
  });

  test('have partitions that nothing else has', () => {
    const types = ['User', 'Group', 'Device', 'DeviceCount', 'Users'];
    const paths = ['userName', 'Count', 'Group', 'Device', 'urn:example:Device:Count', `${urn}:User`];
    const partitions = types.flatMap((type) => [
      keys.resources(type),
      keys.counters(type),
      keys.members(type, id),
      ...paths.map((path) => keys.index(type, path)),
    ]);
    expect(new Set([...partitions, keys.member(id)]).size).toBe(partitions.length + 1);
  });

  test.each(['Count', 'count', 'Member', 'MEMBER', 'User', 'group', 'A#B', 'A#', 'Device#Count'])(
    'cannot be called %s, which could be a part of another key',
    (name) => {
      expect(() => readCustomSchemas(named('Device'))).not.toThrow();
      expect(() => readCustomSchemas(named(name))).toThrow(/^ResourceTypes\[0\]\./);
    },
  );
});
