import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, createUser, memberIdsOf, send, speakAs, uniqueName } from './support/client.ts';
import { assignedAttributes, type IdpRecord, type Placeholders, readRecords, replay } from './support/replay.ts';

speakAs('jumpcloud');

type Sent = Answer & { readonly sent: unknown };
type Check = (answer: Sent, placeholders: Placeholders) => void | Promise<void>;

/** What JumpCloud needs beyond the status: the `expect` of each record, as a check. */
const checks: Record<string, Check> = {
  'lookup of the admin-supplied test user (exact filter form not captured)': ({ json }) => {
    expect(json).toMatchObject({ totalResults: 0, Resources: [] });
  },
  'delete test user': gone('/Users', 'userId'),
  'delete user': gone('/Users', 'userId'),
  'delete test group': gone('/Groups', 'groupId'),
  'group deleted in JumpCloud': async (answer, placeholders) => {
    await gone('/Groups', 'groupId')(answer, placeholders);
    await expect(send('GET', `/Users/${placeholders.memberId}`)).resolves.toMatchObject({ status: 200 });
  },
  'deactivate (method not captured; PUT variant consistent with captured updates)': isReadable(false),
  'deactivate (PATCH variant, accept as well)': isReadable(false),
  'reactivate (PUT variant)': isReadable(true),
  'find group by name before create (take-over of a same-named group)': ({ json }) => {
    expect(json.totalResults).toBe(0);
  },
  'create group (never created empty)': hasMembers(['memberId']),
  'add member': hasMembers(['memberId']),
  'add the same member again': hasMembers(['memberId']),
  'remove member, value array instead of filter path': hasMembers([]),
  'rename group': async (_, placeholders) => {
    const { json } = await send('GET', `/Groups/${placeholders.groupId}`);
    expect(json.displayName).toBe('Engineering EU');
  },
  'import users from the application': ({ json }) => {
    expect(json).toMatchObject({ startIndex: 1, totalResults: expect.any(Number), itemsPerPage: expect.any(Number) });
    expect(json.Resources?.every(({ id }) => typeof id === 'string')).toBe(true);
  },
};

function gone(endpoint: string, id: string): Check {
  return async (_, placeholders) => {
    await expect(send('GET', `${endpoint}/${placeholders[id]}`)).resolves.toMatchObject({ status: 404 });
  };
}

function isReadable(active: boolean): Check {
  return async (_, placeholders) => {
    const read = await send('GET', `/Users/${placeholders.userId}`);
    expect(read.json).toMatchObject({ id: placeholders.userId, active });
    const found = await send('GET', '/Users?filter=userName%20eq%20%22john.doe@example.com%22');
    expect(found.json.Resources).toMatchObject([{ id: placeholders.userId, active }]);
  };
}

function hasMembers(names: readonly string[]): Check {
  return async (_, placeholders) => {
    await expect(memberIdsOf(placeholders.groupId ?? '')).resolves.toEqual(names.map((name) => placeholders[name]));
  };
}

/** Every create and every PUT answers with all that was sent. */
function checkRoundTrip(record: IdpRecord, { json, sent }: Sent): void {
  if (record.method !== 'POST' && record.method !== 'PUT') return;
  expect(json.id).toEqual(expect.any(String));
  expect(json).toMatchObject(assignedAttributes(sent));
  expect(Object.values(json)).not.toContain(null);
}

describe.each(['first', 'second'])('JumpCloud, the %s time', () => {
  const placeholders: Placeholders = {
    testUserEmail: uniqueName('jumpcloud-test'),
    testGroupName: uniqueName('jumpcloud-test'),
  };

  beforeAll(async () => {
    placeholders.memberId = await createUser();
  });

  afterAll(async () => {
    await send('DELETE', `/Users/${placeholders.memberId}`);
  });

  for (const { file, records } of readRecords('jumpcloud')) {
    for (const record of records) {
      test(`${file}: ${record.name}`, async () => {
        const answer = await replay(record, placeholders);
        expect(record.expectStatus).toContain(answer.status);
        checkRoundTrip(record, answer);
        await checks[record.name]?.(answer, placeholders);
      });
    }
  }
});

test('every check belongs to a record', () => {
  const names = readRecords('jumpcloud').flatMap(({ records }) => records.map(({ name }) => name));
  expect(Object.keys(checks).filter((name) => !names.includes(name))).toEqual([]);
});
