import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#scim/json.ts';
import { parseProjection, selectAttributes, wantsAttribute } from '#scim/projection/select.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const always = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: '1' };
const user: JsonObject = {
  ...always,
  userName: 'a',
  name: { givenName: 'G', familyName: 'F' },
  emails: [{ value: 'a@b.c', type: 'work' }, { value: 'd@e.f' }],
  [enterpriseUserSchema]: { department: 'D', manager: { value: 'm', $ref: 'r' } },
  meta: { resourceType: 'User', version: 'W/"1"' },
};

function select(query: Record<string, string>, resource = user, type: ResourceType = userType): JsonObject {
  return selectAttributes(resource, parseProjection(query, type), type);
}

describe('projection', () => {
  test('everything is returned by default', () => {
    expect(select({})).toEqual(user);
    expect(select({ attributes: ' ', excludedAttributes: '' })).toEqual(user);
  });

  test.each<[string, object]>([
    ['userName', { userName: 'a' }],
    ['USERNAME, meta.version', { userName: 'a', meta: { version: 'W/"1"' } }],
    ['name.givenName', { name: { givenName: 'G' } }],
    ['name.givenName,name', { name: user.name }],
    ['emails.type', { emails: [{ type: 'work' }] }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', { userName: 'a' }],
    [`${enterpriseUserSchema}:department`, { [enterpriseUserSchema]: { department: 'D' } }],
    [`${enterpriseUserSchema}:manager.value`, { [enterpriseUserSchema]: { manager: { value: 'm' } } }],
    [enterpriseUserSchema, { [enterpriseUserSchema]: user[enterpriseUserSchema] }],
    ['shoeSize', {}],
    ['id', {}],
  ])('attributes=%s answers those, and what is always returned', (attributes, expected) => {
    expect(select({ attributes })).toEqual({ ...always, ...expected });
  });

  test.each<[string, readonly string[]]>([
    ['userName', ['userName']],
    ['emails,meta', ['emails', 'meta']],
    [enterpriseUserSchema, [enterpriseUserSchema]],
    ['id,schemas,shoeSize', []],
  ])('excludedAttributes=%s answers all but those', (excludedAttributes, gone) => {
    const expected = Object.fromEntries(Object.entries(user).filter(([name]) => !gone.includes(name)));
    expect(select({ excludedAttributes })).toEqual(expected);
  });

  test('a sub-attribute can be excluded', () => {
    expect(select({ excludedAttributes: 'name.givenName,emails.type' })).toMatchObject({
      name: { familyName: 'F' },
      emails: [{ value: 'a@b.c' }, { value: 'd@e.f' }],
    });
    expect(select({ excludedAttributes: 'name.givenName' }).name).toEqual({ familyName: 'F' });
  });

  test('both parameters exclude each other', () => {
    expect(() => parseProjection({ attributes: 'a', excludedAttributes: 'b' }, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  test.each([
    [{}, true],
    [{ excludedAttributes: 'members' }, false],
    [{ excludedAttributes: 'members.display' }, true],
    [{ attributes: 'displayName' }, false],
    [{ attributes: 'members.value' }, true],
  ])('%j wants members: %s', (query, expected) => {
    expect(wantsAttribute(parseProjection(query, groupType), 'members')).toBe(expected);
  });

  const hidden: ResourceType = {
    ...userType,
    schema: {
      ...userType.schema,
      attributes: [
        ...userType.schema.attributes,
        defineAttribute('onRequest', '', { returned: 'request' }),
        defineAttribute('holder', '', {
          type: 'complex',
          subAttributes: [defineAttribute('secret', '', { returned: 'never' }), defineAttribute('open', '')],
        }),
      ],
    },
  };
  const full = { ...user, password: 'hunter2', onRequest: 'r', holder: { secret: 'hunter2', open: 'o' } };

  test('what is returned on request needs to be asked for', () => {
    expect(select({}, full, hidden)).not.toHaveProperty('onRequest');
    expect(select({ attributes: 'onRequest' }, full, hidden)).toEqual({ ...always, onRequest: 'r' });
  });

  test('what is never returned is not, whatever is asked for', () => {
    const names = ['password', 'holder', 'holder.secret', 'holder.open', 'userName', 'onRequest', 'id'];
    const query = fc.record({
      name: fc.constantFrom('attributes', 'excludedAttributes'),
      value: fc.subarray(names).map((chosen) => chosen.join(',')),
    });
    fc.assert(
      fc.property(query, ({ name, value }) => {
        const selected = select({ [name]: value }, full, hidden);
        expect(JSON.stringify(selected)).not.toContain('hunter2');
        expect(selected).toMatchObject(always);
      }),
      propertyRuns,
    );
  });
});
