/** Records of the table's stream as DynamoDB makes them, of items as the store writes them. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { toMembershipItem, toResourceItem } from '#storage/dynamodb/items.ts';
import { type Item, tenantKeys } from '#storage/dynamodb/keys.ts';
import type { Image, StreamRecord } from '#storage/dynamodb/stream-record.ts';
import type { Member } from '#storage/resource-store.ts';

export const tenant = 'acme';
const keys = tenantKeys(tenant);
/** When every record came, in seconds since the epoch: 2026-11-24T10:00:00Z. */
export const recordedAt = Date.parse('2026-11-24T10:00:00Z') / 1_000;

let last = 100_000_000_000_000_000_000n;

export function recordOf(before: Item | undefined, after: Item | undefined): StreamRecord {
  last += 1n;
  const image = (item: object | undefined) =>
    item && (marshall(item, { removeUndefinedValues: true }) as unknown as Image);
  const { pk, sk } = after ?? before ?? { pk: '', sk: '' };
  return {
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: recordedAt,
      SequenceNumber: String(last),
      Keys: { pk: { S: pk }, sk: { S: sk } },
      NewImage: image(after),
      OldImage: image(before),
    },
  };
}

export function resourceRecord(
  before: ResourceState | undefined,
  after: ResourceState | undefined,
  type: ResourceType = userType,
): StreamRecord {
  const item = (state: ResourceState | undefined) => state && toResourceItem(keys, type, state, 0);
  return recordOf(item(before), item(after));
}

export function membershipRecord(isAdded: boolean, group: string, member: Member): StreamRecord {
  const item = toMembershipItem(keys, groupType, group, member);
  return isAdded ? recordOf(undefined, item) : recordOf(item, undefined);
}
