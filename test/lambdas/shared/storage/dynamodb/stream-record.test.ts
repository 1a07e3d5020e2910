import { expect, test } from '@jest/globals';
import { readStreamRecord, type StreamRecord } from '#storage/dynamodb/stream-record.ts';

const id = '2819c223-7f76-453a-919d-413861904646';
const Keys = { pk: { S: 'T#acme#Group' }, sk: { S: id } };
const marked = (next: string) => ({ ...Keys, change: { M: { id: { S: 'c' }, next: { N: next } } } });
const subject = { tenant: 'acme', type: 'Group', id, at: 1_760_000_000_000 };

test.each<[string, StreamRecord, string | undefined]>([
  ['a change that is committed', { eventName: 'MODIFY', dynamodb: { Keys, NewImage: marked('0') } }, 'changeStaged'],
  ['a group created with one', { eventName: 'INSERT', dynamodb: { Keys, NewImage: marked('0') } }, 'changeStaged'],
  ['a step of a change', { eventName: 'MODIFY', dynamodb: { Keys, NewImage: marked('98') } }, undefined],
  ['an update of a group', { eventName: 'MODIFY', dynamodb: { Keys, NewImage: Keys } }, undefined],
  ['a deleted group', { eventName: 'REMOVE', dynamodb: { Keys, OldImage: marked('0') } }, 'resourceDeleted'],
  [
    'a membership that goes',
    { eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: `T#acme#Group#${id}` }, sk: { S: `M#${id}` } } } },
    undefined,
  ],
  [
    'a kept copy that expires',
    { eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: 'T#acme#Deleted#Group' }, sk: { S: id } } } },
    undefined,
  ],
  [
    'the item of a tenant',
    { eventName: 'REMOVE', dynamodb: { Keys: { pk: { S: 'T#acme' }, sk: { S: 'Tenant' } } } },
    undefined,
  ],
])('reads %s', (_, { eventName, dynamodb }, kind) => {
  const record = { eventName, dynamodb: { ApproximateCreationDateTime: 1_760_000_000, ...dynamodb } };
  expect(readStreamRecord(record)).toEqual(kind === undefined ? undefined : { kind, ...subject });
});
