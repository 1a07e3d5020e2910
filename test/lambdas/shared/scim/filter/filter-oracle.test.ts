/**
 * Filters against an oracle written from RFC 7644 §3.4.2.2 and RFC 7643 alone: it has its own table of attributes, its
 * own tree, and walks the JSON anew for each term. Nothing of the parser or of the evaluator is used by it.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluateFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import { printFilter } from '#scim/filter/print.ts';
import type { JsonObject } from '#scim/json.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { deviceType, inventoryUrn } from '../../../../support/devices.ts';
import { propertyRuns, scaledRuns } from '../../../../support/property-runs.ts';
import { matchesAsRfc, type OracleFilter, type OracleValue, writeFilter } from './filter-oracle.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

const words = ['a', 'A', 'ab', 'AB', 'b', 'ba', 'é', 'É', '😀', 'a"b', 'a\\b', 'a]b)', ' ', 'null', 'true', '1'];
const text = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 4 }));
const instants = [
  '2026-01-01T12:00:00Z',
  '2026-01-01T13:00:00+01:00',
  '2026-01-01T12:00:00.001Z',
  '2025-12-31T23:59:59Z',
];
const instant = fc.constantFrom(...instants);
const uri = fc.constantFrom('https://a.example/x', 'https://a.example/X', 'https://b.example/');

const email = fc.record({ value: text, type: text, display: text, primary: fc.boolean() }, { requiredKeys: [] });
const user = fc.record(
  {
    id: text,
    externalId: text,
    userName: text,
    title: fc.oneof(text, fc.constantFrom('', null)),
    active: fc.boolean(),
    profileUrl: uri,
    name: fc.record({ familyName: text, givenName: fc.oneof(text, fc.constant('')) }, { requiredKeys: [] }),
    emails: fc.array(email, { maxLength: 3 }),
    photos: fc.array(fc.record({ value: uri, type: text }, { requiredKeys: [] }), { maxLength: 2 }),
    meta: fc.record({ created: instant, resourceType: fc.constantFrom('User', 'user') }, { requiredKeys: [] }),
    [enterprise]: fc.record(
      { department: text, manager: fc.record({ value: text, displayName: text }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;

const ordered = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
const textual = [...ordered, 'co', 'sw', 'ew'] as const;

const compare = (paths: readonly string[], operators: readonly string[], value: fc.Arbitrary<OracleValue>) =>
  fc.record({
    kind: fc.constant('compare' as const),
    path: fc.constantFrom(...paths),
    operator: fc.constantFrom(...operators),
    value,
  });
const present = (paths: readonly string[]) =>
  fc.record({ kind: fc.constant('present' as const), path: fc.constantFrom(...paths) });

const texts = [
  'id',
  'externalId',
  'userName',
  'USERNAME',
  `${core}:title`,
  'title',
  'name.familyName',
  'name.givenName',
  'emails',
  'emails.value',
  'emails.type',
  'Emails.Display',
  'meta.resourceType',
  `${enterprise}:department`,
  `${enterprise}:manager`,
  `${enterprise}:manager.displayName`,
  'manager.value',
];
const leaves = fc.oneof(
  { arbitrary: compare(texts, textual, text), weight: 4 },
  compare(['profileUrl', 'photos.value', 'photos'], textual, uri),
  compare(['meta.created'], ordered, instant),
  compare(['active'], ['eq', 'ne'], fc.boolean()),
  compare(['emails.primary'], ['eq', 'ne'], fc.boolean()),
  present([...texts, 'active', 'name', 'meta', 'meta.created', 'photos', 'nickName']),
  compare([...texts, 'active', 'meta.created', 'photos', 'nickName'], ['eq', 'ne'], fc.constant(null)),
);
const elementLeaves = fc.oneof(
  compare(['value', 'type', 'Display'], textual, text),
  compare(['primary'], ['eq', 'ne'], fc.boolean()),
  // Whether what is left out is false is said by RFC 7643 §2.4 for comparisons; `pr` asks for what is there.
  present(['value', 'type', 'display', 'primary']),
  compare(['value', 'type', 'display'], ['eq', 'ne'], fc.constant(null)),
);

function tree(leaf: fc.Arbitrary<OracleFilter>): fc.Arbitrary<OracleFilter> {
  return fc.letrec<{ filter: OracleFilter }>((tie) => {
    const several = fc.array(tie('filter'), { minLength: 2, maxLength: 3 });
    return {
      filter: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.record({ kind: fc.constant('and' as const), operands: several }),
        fc.record({ kind: fc.constant('or' as const), operands: several }),
        fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }),
      ),
    };
  }).filter;
}

const valuePath = fc.record({
  kind: fc.constant('valuePath' as const),
  path: fc.constantFrom('emails', `${core}:emails`),
  filter: tree(elementLeaves),
});
const filters = tree(fc.oneof({ arbitrary: leaves, weight: 3 }, valuePath));

const whole = fc.oneof(fc.constantFrom(-1, 0, 54, 100, 2 ** 53 - 1), fc.integer({ min: 53, max: 55 }));
const decimal = fc.oneof(fc.constantFrom(0.1, 0.30000000000000004, 0.3, -0.5, 1e21, 5e-324), whole);
const price = `${inventoryUrn}:price`;
const device = fc.record(
  {
    ports: fc.array(fc.record({ value: text, speed: whole, primary: fc.boolean() }, { requiredKeys: [] }), {
      maxLength: 3,
    }),
    tags: fc.array(text, { maxLength: 3 }),
    active: fc.boolean(),
    [inventoryUrn]: fc.record({ assetTag: text, price: decimal }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const portFilter = tree(
  fc.oneof(
    compare(['speed'], ordered, whole),
    compare(['speed', 'value'], ['eq', 'ne'], fc.constant(null)),
    present(['speed', 'value']),
  ),
);
const deviceFilters = tree(
  fc.oneof(
    compare([price], ordered, decimal),
    compare(['ports.speed', 'PORTS.Speed'], ordered, whole),
    compare(['tags', 'active', price, 'ports.speed'], ['eq', 'ne'], fc.constant(null)),
    present(['tags', 'ports', 'ports.speed', price]),
    fc.record({ kind: fc.constant('valuePath' as const), path: fc.constant('ports'), filter: portFilter }),
  ),
);

describe('a filter', () => {
  test('matches what the text of the RFC says it matches', () => {
    let matched = 0;
    const { numRuns } = scaledRuns(5);
    fc.assert(
      fc.property(filters, user, (filter, resource) => {
        const wanted = matchesAsRfc(filter, resource);
        matched += Number(wanted);
        expect(evaluateFilter(parseFilter(writeFilter(filter), userType), resource)).toBe(wanted);
      }),
      { numRuns },
    );
    // Neither answer is a rare one.
    expect(matched / numRuns).toBeGreaterThan(0.2);
    expect(matched / numRuns).toBeLessThan(0.8);
  });

  test('over integers, decimals and lists of texts, too', () => {
    fc.assert(
      fc.property(deviceFilters, device, (filter, resource) => {
        const wanted = matchesAsRfc(filter, resource);
        expect(evaluateFilter(parseFilter(writeFilter(filter), deviceType), resource)).toBe(wanted);
      }),
      scaledRuns(5),
    );
  });

  test('is read again as it was, in whatever way it was written', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const parsed = parseFilter(writeFilter(filter), userType);
        expect(parseFilter(printFilter(parsed), userType)).toEqual(parsed);
      }),
      propertyRuns,
    );
  });
});
