/** JSON, names, paths and filters that no client means well with. */
import fc from 'fast-check';

export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulk: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
};

/** Names that every JavaScript object answers to, and names of the schema. */
export const inherited = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];
const known = ['userName', 'emails', 'value', 'type', 'primary', 'name', 'members', 'active', 'schemas', 'id', 'meta'];
const spoken = ['Operations', 'op', 'path', 'method', 'data', 'bulkId', 'filter', 'attributes', 'sortBy', 'password'];
export const names = fc.oneof(
  fc.constantFrom(...inherited, ...known, ...spoken, urns.user, urns.enterprise),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

export const pathText = fc.oneof(
  names,
  fc.tuple(names, names).map((parts) => parts.join('.')),
  fc.tuple(names, names).map(([attribute, sub]) => `${attribute}[${sub} eq "a"]`),
  fc.tuple(names, names, names).map(([attribute, sub, after]) => `${attribute}[${sub} pr].${after}`),
  names.map((name) => `${urns.user}:${name}`),
  names.map((name) => `${urns.enterprise}:${name}`),
);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'xx', '__proto__');
const literal = fc.constantFrom(
  '"a"',
  '"\\ud800"',
  '"',
  'null',
  'true',
  '1e400',
  '9007199254740993',
  '-',
  '"2026"',
  '',
);
export const hostileFilter = fc.oneof(
  fc.tuple(pathText, operator, literal).map((parts) => parts.join(' ')),
  fc
    .array(
      fc.tuple(pathText, operator, literal).map((parts) => parts.join(' ')),
      { minLength: 2, maxLength: 4 },
    )
    .chain((terms) => fc.constantFrom(' and ', ' or ', ' and not (', ') or ').map((word) => terms.join(word))),
  fc
    .tuple(fc.constantFrom('(', 'not (', 'emails[', '[', '"'), fc.constantFrom(1, 101, 10_000))
    .map(([a, n]) => a.repeat(n)),
  fc.constantFrom('userName eq "a"', ' or userName pr').map((text) => text.repeat(7_000)),
);

export const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  pathText,
  hostileFilter,
  fc.constantFrom(
    '\ud800',
    'a\udc00b',
    '\0',
    'bulkId:a',
    '/Users',
    '/Groups/bulkId:a',
    'POST',
    'W/"1"',
    'True',
    'a@b.c',
    '',
  ),
  fc.constant('x'.repeat(70_000)),
);
const numbers = fc.constantFrom(0, -1, 2 ** 53, -(2 ** 63), 1e308, 0.1, Number.MIN_VALUE);

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, false, [], {}),
    numbers,
    texts,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('json')), { maxLength: 5 }).map(objectOf),
  ),
}));
/** One of them is rare: it takes long, and only what counts or walks minds it. */
const large = fc.constantFrom<() => unknown>(
  () => Array.from({ length: 1_500 }, (_, index) => ({ value: `v${index}` })),
  () => Array.from({ length: 1_500 }, () => null),
  () => Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`k${index}`, index])),
);
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: json, weight: 30 },
  { arbitrary: large.map((make) => make()), weight: 1 },
);

/** `__proto__` as a key of its own, as JSON.parse makes it. */
export function objectOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

/** Bodies, JSON or not. */
export const hostileText = fc.oneof(
  hostileJson.map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  // What JSON can say and no JavaScript value can: beyond the range, doubled keys, beyond the depth of a stack.
  fc.constantFrom(
    '{"userName":"a","userName":1e400,"x":-1e400}',
    '{"__proto__":{"admin":true},"userName":"p","constructor":{"prototype":{"admin":true}}}',
    `{"userName":"d","name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    `{"userName":"d","emails":${'{"value":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    '{"userName":"\\ud800","displayName":"\\udc00","members":[{"value":"\\ud800"}]}',
    '[]',
    'null',
  ),
);
