import { describe, expect, test } from '@jest/globals';
import { parseEventFilter } from '#lib/local/event-filter.ts';

const passes = (pattern: unknown, event: unknown) => parseEventFilter(JSON.stringify(pattern))(event);

describe('a filter of events', () => {
  test.each([
    [{ a: ['x', 'y'] }, { a: 'y' }, true],
    [{ a: ['x'] }, { a: 'xy' }, false],
    [{ a: [null, 3, true] }, { a: 3 }, true],
    [{ a: ['3'] }, { a: 3 }, false],
    [{ a: { b: ['x'] }, c: ['y'] }, { a: { b: 'x' }, c: 'y', d: 1 }, true],
    [{ a: { b: ['x'] }, c: ['y'] }, { a: { b: 'x' } }, false],
    [{ a: [{ prefix: 'T#' }] }, { a: 'T#acme' }, true],
    [{ a: [{ prefix: 'T#' }] }, { a: 'acme' }, false],
    [{ a: { b: [{ exists: true }] } }, { a: { b: '' } }, true],
    [{ a: { b: [{ exists: true }] } }, { a: {} }, false],
    // What does not exist need not have a place to exist in.
    [{ a: { b: [{ exists: false }] } }, {}, true],
    [{ a: { b: [{ exists: false }] } }, { a: { b: null } }, false],
    [{ toString: [{ exists: true }] }, {}, false],
  ])('%j of %j', (pattern, event, expected) => {
    expect(passes(pattern, event)).toBe(expected);
  });

  test.each([
    [{ a: [{ 'anything-but': ['x'] }] }, 'the rule {"anything-but":["x"]} at "a"'],
    [{ a: { b: [{ numeric: ['>', 1] }] } }, 'the rule {"numeric":[">",1]} at "a.b"'],
    [{ a: [] }, '[] at "a"'],
    [{ a: 'x' }, '"x" at "a"'],
    [{ $or: [{ a: ['x'] }] }, 'the rule {"a":["x"]} at "$or"'],
  ])('refuses %j, which it does not know', (pattern, told) => {
    expect(() => parseEventFilter(JSON.stringify(pattern))).toThrow(told);
  });
});
