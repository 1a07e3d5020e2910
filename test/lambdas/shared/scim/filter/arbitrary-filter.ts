/** Random filter trees over users, as the parser makes them: flattened, with values of the attribute's type. */
import fc from 'fast-check';
import type { Filter } from '#scim/filter/ast.ts';
import type { AttributePath } from '#scim/path/attribute-path.ts';
import { resolvePath, resolveSubPath } from '#scim/path/resolve.ts';
import { userType } from '#scim/schema/resource-types.ts';

function path(name: string): AttributePath {
  const resolved = resolvePath(name, userType);
  if (resolved?.kind !== 'attribute') throw new Error(name);
  return resolved.path;
}

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const texts = [
  'userName',
  'title',
  'name.familyName',
  'emails.value',
  'emails.type',
  `${enterprise}:department`,
  'id',
].map(path);
const emails = path('emails');
const emailTexts = ['value', 'type', 'display'].map(
  (name) => resolveSubPath(name, emails.attribute.subAttributes ?? []) as AttributePath,
);

const wellFormed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('a', 'A', 'é', 'a"b', 'x\\', ')'),
);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');

const compareText = (paths: readonly AttributePath[]): fc.Arbitrary<Filter> =>
  fc.record({
    kind: fc.constant('compare'),
    path: fc.constantFrom(...paths),
    operator,
    value: wellFormed,
  }) as fc.Arbitrary<Filter>;

const leaf = (paths: readonly AttributePath[]): fc.Arbitrary<Filter> =>
  fc.oneof(compareText(paths), fc.record({ kind: fc.constant('present' as const), path: fc.constantFrom(...paths) }));

const compareBoolean: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('compare' as const),
  path: fc.constant(path('active')),
  operator: fc.constantFrom('eq' as const, 'ne' as const),
  value: fc.boolean(),
});

function logical(kind: 'and' | 'or', operands: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc
    .array(operands, { minLength: 2, maxLength: 3 })
    .map((list) => ({ kind, operands: list.flatMap((filter) => (filter.kind === kind ? filter.operands : [filter])) }));
}

function tree(leaves: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      logical('and', tie('filter')),
      logical('or', tie('filter')),
      fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }),
    ),
  }));
  return filter;
}

const valuePath: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('valuePath' as const),
  path: fc.constant(emails),
  filter: tree(leaf(emailTexts)),
});

export const arbitraryFilter: fc.Arbitrary<Filter> = tree(fc.oneof(leaf(texts), compareBoolean, valuePath));
