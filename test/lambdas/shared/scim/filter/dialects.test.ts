import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';

interface Lookup {
  readonly name: string;
  readonly path: string;
  readonly query: { readonly filter: string };
}

const records = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../idp/_common/filters.json'), 'utf8'),
) as readonly Lookup[];

const user: JsonObject = {
  id: '1',
  userName: 'a@b.c',
  emails: [{ value: 'a@b.c', type: 'work' }],
  [enterpriseUserSchema]: { manager: { value: '2' } },
  meta: { lastModified: '2026-01-01T00:00:00.000Z' },
};
const group: JsonObject = { id: '1', displayName: 'eng', externalId: 'g', members: [{ value: 'u1' }] };

describe('filters that identity providers send', () => {
  for (const { name, path, query } of records) {
    test(`${name}: ${query.filter}`, () => {
      const [type, resource] = path === '/Groups' ? [groupType, group] : [userType, user];
      const externalId = query.filter.includes('jyoung') ? 'jyoung' : 'x';
      const matching = type === userType ? { ...resource, externalId } : resource;
      const matches = parseFilter(query.filter, type);
      expect(evaluateFilter(matches, matching)).toBe(true);
      expect(evaluateFilter(matches, { id: '9' })).toBe(false);
    });
  }

  test('are all there', () => {
    expect(records.length).toBeGreaterThan(10);
  });
});
