import { describe, expect, test } from '@jest/globals';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import { describeOrder, planOrder } from '#storage/dynamodb/plan-order.ts';

describe('planOrder', () => {
  test.each([
    ['id', userType, { kind: 'id' }],
    ['userName', userType, { kind: 'index', index: userType.indexes[0], complete: true }],
    ['externalId', userType, { kind: 'index', index: userType.indexes[1], complete: false }],
    ['displayName', groupType, { kind: 'index', index: groupType.indexes[0], complete: true }],
    // Of several addresses the order takes one, and the index has them all.
    ['emails', userType, { kind: 'value' }],
    ['title', userType, { kind: 'value' }],
    ['meta.created', groupType, { kind: 'value' }],
  ])('%s', (by, type, expected) => {
    expect(planOrder(resolveSort({ by, descending: true }, type, [type]), type)).toEqual(expected);
  });

  test.each([
    ['id', ''],
    ['userName', ' by userName'],
    ['title', ' sorted'],
  ])('%s is logged as %j', (by, text) => {
    expect(describeOrder(planOrder(resolveSort({ by, descending: true }, userType, [userType]), userType))).toBe(text);
  });
});
