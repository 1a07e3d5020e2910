import { expect, test } from '@jest/globals';
import type { JsonObject } from '#scim/json.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { entriesBeyond, indexEntries } from '#storage/dynamodb/index-entries.ts';

test.each<[JsonObject, readonly string[]]>([
  [{ userName: 'BJensen' }, ['userName bjensen']],
  [{ userName: 'a', externalId: 'X' }, ['userName a', 'externalId X']],
  [
    { userName: 'a', emails: [{ value: 'B@x' }, { value: 'b@x' }, { type: 'work' }] },
    ['userName a', 'emails.value b@x'],
  ],
  // Both would be one item, which a transaction does not take twice.
  [{ userName: 'a', emails: [{ value: '' }, { value: '\u0001' }] }, ['userName a', 'emails.value \u0001']],
  [{ userName: 'é'.normalize('NFD') }, [`userName ${'é'.normalize('NFC')}`]],
  [{ userName: '\ud800' }, ['userName \ufffd']],
  [{ userName: 7, emails: 'x', externalId: null }, []],
  [{}, []],
])('%j', (document, expected) => {
  expect(indexEntries(userType, document).map(({ path, value }) => `${path} ${value}`)).toEqual(expected);
});

test('an attribute of an extension is indexed by its full path', () => {
  const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const type = { ...userType, indexes: [{ path: `${urn}:employeeNumber`, unique: true }] };
  expect(indexEntries(type, { [urn]: { employeeNumber: '7' } })).toMatchObject([{ value: '7', unique: true }]);
});

test('an index on an attribute that is not there is refused', () => {
  const type = { ...userType, indexes: [{ path: 'shoeSize', unique: false }] };
  expect(() => indexEntries(type, {})).toThrow('shoeSize');
});

test('what one document has beyond another', () => {
  const before = indexEntries(userType, { userName: 'Ada', externalId: '1', emails: [{ value: 'a@x' }] });
  const after = indexEntries(userType, {
    userName: 'ADA',
    externalId: '2',
    emails: [{ value: 'a@x' }, { value: 'b@x' }],
  });
  const values = (entries: typeof before) => entries.map(({ value }) => value);
  expect(values(entriesBeyond(after, before))).toEqual(['2', 'b@x']);
  expect(values(entriesBeyond(before, after))).toEqual(['1']);
});
