import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '#scim/json.ts';
import { findReferences, resolveReferences } from '#scim/message/bulk-references.ts';

const known = new Map([
  ['qwerty', 'id-1'],
  ['ytrewq', 'id-2'],
  ['a b', 'id-3'],
]);

/** The bulkIds referred to, and the data with their ids. */
function play(data: JsonObject): readonly [references: readonly string[], resolved: JsonObject] {
  return [[...findReferences(data, (bulkId) => known.has(bulkId))], resolveReferences(data, known)];
}

const rows: readonly [name: string, data: JsonObject, references: readonly string[], resolved: JsonObject][] = [
  ['none', { a: 'bulkId', b: 1, c: null }, [], { a: 'bulkId', b: 1, c: null }],
  ['a value', { manager: { value: 'bulkId:qwerty' } }, ['qwerty'], { manager: { value: 'id-1' } }],
  ['a value with a space', { manager: 'bulkId:a b' }, ['a b'], { manager: 'id-3' }],
  ['an unknown value', { manager: 'bulkId:nobody' }, ['nobody'], { manager: 'bulkId:nobody' }],
  [
    'elements of a list',
    { members: [{ value: 'bulkId:qwerty' }, { value: 'bulkId:ytrewq' }] },
    ['qwerty', 'ytrewq'],
    { members: [{ value: 'id-1' }, { value: 'id-2' }] },
  ],
  ['the end of a URL', { $ref: '/v2/Users/bulkId:qwerty' }, ['qwerty'], { $ref: '/v2/Users/id-1' }],
  [
    'a filter in the path of a PATCH',
    { path: 'members[value eq "bulkId:qwerty" or value eq "bulkId:nobody"]' },
    ['qwerty'],
    { path: 'members[value eq "id-1" or value eq "bulkId:nobody"]' },
  ],
  ['text that speaks of one', { title: 'see bulkId:qwerty' }, [], { title: 'see bulkId:qwerty' }],
  ['the bare prefix', { title: 'bulkId:' }, [], { title: 'bulkId:' }],
];

describe('references to a bulkId', () => {
  test.each(rows)('in %s', (_, data, references, resolved) => {
    expect(play(data)).toEqual([references, resolved]);
  });

  test('keep keys that would change an object when they are assigned', () => {
    const data = JSON.parse('{"__proto__":{"value":"bulkId:qwerty"},"constructor":1}') as JsonObject;
    expect(JSON.stringify(play(data)[1])).toBe('{"__proto__":{"value":"id-1"},"constructor":1}');
  });

  test('are refused in data nested too deep', () => {
    const nested: Json = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json;
    expect(() => play({ nested })).toThrow(/nested more than 50/);
  });

  test('are looked for once at each place: looking on from each to the end would take hours here', () => {
    const text = `${'"bulkId:'.repeat(1_000_000)} `;
    expect(play({ text })).toEqual([[], { text }]);
  });
});
