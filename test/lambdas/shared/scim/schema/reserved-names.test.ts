/** A resource type's name is part of the table's keys: none may be called like another part that stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import * as allKeys from '#storage/dynamodb/keys.ts';
import * as tenancyKeys from '#storage/dynamodb/tenancy/tenancy-keys.ts';

const tenant = 'acme';
const argument = 'given';

/** What the functions of `holder` answer when each is given `first` and then the same text for all else. */
function answersOf(holder: object, first: string): readonly unknown[] {
  return Object.values(holder).flatMap((member: unknown) => {
    if (typeof member !== 'function') return [member];
    const answer = (member as (...given: string[]) => unknown)(first, argument, argument, argument);
    return typeof answer === 'object' && answer !== null
      ? [answer, ...(Object.values(answer) as readonly unknown[])]
      : [answer];
  });
}

/** What stands after the tenant in a partition key, where that is no argument. */
function namesIn(answers: readonly unknown[]): readonly string[] {
  const names = answers.flatMap((answer) => {
    const key = typeof answer === 'object' && answer !== null && 'pk' in answer ? answer.pk : answer;
    return (typeof key === 'string' && /^T#[^#]*#(\w+)/.exec(key)?.[1]) || [];
  });
  return [...new Set(names)].filter((name) => name !== argument).sort();
}

function inKeys(): readonly string[] {
  const { tenantKeys, ...others } = allKeys;
  return namesIn([...answersOf(tenantKeys(tenant), argument), ...answersOf(others, tenant)]);
}

function inPermissions(): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, '../../../../../lib/permissions.ts'), 'utf8');
  return namesIn(source.match(/T#\*#\w+/g) ?? []);
}

const sources = {
  'keys of the directory': inKeys(),
  'keys of what is administered': namesIn(answersOf(tenancyKeys, tenant)),
  'patterns of permissions': inPermissions(),
};
const attributes = [{ name: 'title' }];
const schema = 'urn:example:scim:schemas:2.0:Thing';
const deploy = (name: string) =>
  readCustomSchemas({
    Schemas: [{ id: schema, attributes }],
    ResourceTypes: [{ name, endpoint: '/Things', schema }],
  });

describe('names of resource types', () => {
  test('that keys have for something else are found', () => {
    expect(sources).toEqual({
      'keys of the directory': ['Count', 'Deleted', 'Member'],
      'keys of what is administered': ['Audit', 'Log', 'LogIndex'],
      'patterns of permissions': ['Audit', 'Log', 'LogIndex', 'Member'],
    });
  });

  test.each([...new Set(Object.values(sources).flat())])('%s is refused, in any letter case', (name) => {
    for (const taken of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(() => deploy(taken)).toThrow(`ResourceTypes[0].name: "${taken}" is not accepted: ${name}`);
    }
    expect(() => deploy(`${name}s`)).not.toThrow();
  });
});
