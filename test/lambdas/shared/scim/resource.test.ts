import { describe, expect, test } from '@jest/globals';
import { type ResourceState, toResource } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { coreGroupSchema, coreUserSchema, enterpriseUserSchema } from '#scim/urns.ts';

const state: ResourceState = {
  id: '1',
  version: 3,
  created: '2026-01-01T00:00:00.000Z',
  lastModified: '2026-01-02T00:00:00.000Z',
  document: { userName: 'a' },
};
const baseUrl = 'https://scim.example.com/provisioning/generic/v2';

describe('toResource', () => {
  test('adds schemas, id and meta', () => {
    expect(toResource(state, userType, baseUrl)).toEqual({
      schemas: [coreUserSchema],
      id: '1',
      userName: 'a',
      meta: {
        resourceType: 'User',
        created: state.created,
        lastModified: state.lastModified,
        location: `${baseUrl}/Users/1`,
        version: 'W/"3"',
      },
    });
  });

  test('names an extension where it has data, and gives a reference its absolute $ref', () => {
    const document = { userName: 'a', [enterpriseUserSchema]: { manager: { value: 'm 1' } } };
    const resource = toResource({ ...state, document }, userType, baseUrl);
    expect(resource.schemas).toEqual([coreUserSchema, enterpriseUserSchema]);
    expect(resource[enterpriseUserSchema]).toEqual({ manager: { value: 'm 1', $ref: `${baseUrl}/Users/m%201` } });
    expect(document[enterpriseUserSchema]).toEqual({ manager: { value: 'm 1' } });
  });

  test('takes derived attributes', () => {
    const members = [{ value: '1' }];
    const group = toResource({ ...state, document: { displayName: 'g' } }, groupType, baseUrl, { members });
    expect(group).toMatchObject({ schemas: [coreGroupSchema], displayName: 'g', members });
  });
});
