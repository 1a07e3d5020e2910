/** Change events, from a request to the bus: each as it is documented, in order, whatever the bus does. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BusEvent, BusFault } from '#lib/local/event-bus.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { recordAccess } from './support/access-record.ts';
import { issueLocalToken } from './support/global-setup.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereTheBusIsOurs = assembly === undefined ? describe.skip : describe;
const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const lost = 'rollcall-dev-undelivered-events';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

whereTheBusIsOurs('change events', () => {
  const events: BusEvent[] = [];
  /** What the next calls of the bus meet. */
  let faults: (BusFault | undefined)[] = [];
  let stack: LocalStack;
  let token: string;

  beforeAll(async () => {
    stack = await startLocalStack({
      assembly: assembly ?? '',
      port: 0,
      onAccess: recordAccess(),
      onEvent: ({ event }) => events.push(event),
      busFaultOf: () => faults.shift(),
    });
    token = await issueLocalToken(stack, 'generic');
  });
  afterAll(() => stack.stop());

  async function send(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${stack.origin}/provisioning/generic/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  const patch = (path: string, ...Operations: object[]) => send('PATCH', path, { schemas: [patchOp], Operations });

  async function until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await sleep(20);
  }

  /** What a consumer gets that drops what it has had: the events about `ids`, each id once. */
  function received(...ids: readonly string[]): readonly BusEvent[] {
    const seen = new Set<unknown>();
    return events.filter(({ detail }) => {
      if (!ids.some((id) => String(detail.subject).includes(id)) || seen.has(detail.id)) return false;
      seen.add(detail.id);
      return true;
    });
  }

  const createUser = async (body: object = {}) =>
    (await send('POST', '/Users', { schemas: [user], userName: `ada-${randomUUID()}`, ...body })).id as string;
  const createGroup = async (members: readonly string[] = []) => {
    const body = { schemas: [group], displayName: 'Staff', members: members.map((value) => ({ value })) };
    return (await send('POST', '/Groups', body)).id as string;
  };
  const replace = (path: string, attribute: string, value: unknown) =>
    patch(path, { op: 'replace', path: attribute, value });

  /** All that can happen to a user and a group. */
  async function live(): Promise<{ readonly ada: string; readonly staff: string }> {
    const ada = await createUser({ password: 'Correct horse battery staple' });
    const staff = await createGroup([ada]);
    await replace(`/Users/${ada}`, 'title', 'Countess');
    await replace(`/Users/${ada}`, 'active', false);
    await replace(`/Users/${ada}`, 'active', true);
    await replace(`/Groups/${staff}`, 'displayName', 'All');
    await patch(`/Groups/${staff}`, { op: 'remove', path: `members[value eq "${ada}"]` });
    await patch(`/Groups/${staff}`, { op: 'add', path: 'members', value: [{ value: ada }] });
    await send('DELETE', `/Users/${ada}`);
    await send('DELETE', `/Groups/${staff}`);
    return { ada, staff };
  }

  /** The types of the events of each subject, in the order in which they came. */
  function lifeOf({ ada, staff }: { readonly ada: string; readonly staff: string }) {
    const of = (subject: string) =>
      received(ada, staff).flatMap((event) => (event.detail.subject === subject ? [event['detail-type']] : []));
    return { user: of(`/Users/${ada}`), group: of(`/Groups/${staff}`), membership: of(`/Groups/${staff}#${ada}`) };
  }

  const wholeLife = {
    user: ['User.Created', 'User.Updated', 'User.Deactivated', 'User.Reactivated', 'User.Deleted'],
    group: ['Group.Created', 'Group.Updated', 'Group.Deleted'],
    membership: ['Group.MemberAdded', 'Group.MemberRemoved', 'Group.MemberAdded', 'Group.MemberRemoved'],
  };
  const isOver = ({ ada, staff }: { readonly ada: string; readonly staff: string }) =>
    received(ada, staff).length >= 12;

  test('tell the life of a user and a group in the order in which it was', async () => {
    const lives = await live();
    await until(() => isOver(lives));
    expect(lifeOf(lives)).toEqual(wholeLife);
    expect(JSON.stringify(received(lives.ada))).not.toContain('horse');
  });

  test('show what was before and what is after, as a client sees it', async () => {
    const ada = await createUser({ title: 'Lady' });
    const path = `/Users/${ada}`;
    const before = await send('GET', path);
    await replace(path, 'active', false);
    const after = await send('GET', path);
    await until(() => received(ada).length === 2);
    const base = `${stack.origin}/provisioning/generic/v2`;
    const relative = (resource: object): unknown => JSON.parse(JSON.stringify(resource).replaceAll(base, ''));
    expect(received(ada)[1]).toMatchObject({
      source: 'rollcall',
      'detail-type': 'User.Deactivated',
      detail: {
        tenant: 'default',
        resource: { type: 'User', id: ada, uri: path },
        version: (after.meta as { version: string }).version,
        attributes: ['active'],
        before: relative(before),
        after: relative(after),
      },
    });
  });

  test('tell each member of a large change once', async () => {
    const people = await Promise.all(Array.from({ length: 130 }, () => createUser()));
    const staff = await createGroup(people);
    await until(() => received(staff).length === 131);
    await send('DELETE', `/Groups/${staff}`);
    await until(() => received(staff).length === 262);
    const told = received(staff).map(({ detail }) => `${String(detail.type)} ${String(detail.subject).slice(-36)}`);
    expect(told.toSorted()).toEqual(
      [
        `Group.Created ${staff}`,
        `Group.Deleted ${staff}`,
        ...people.flatMap((id) => [`Group.MemberAdded ${id}`, `Group.MemberRemoved ${id}`]),
      ].toSorted(),
    );
    expect(events.filter(({ detail }) => String(detail.subject).includes(staff))).toHaveLength(262);
  });

  test('come all and in order when the bus fails three times first, and duplicates are the same event', async () => {
    const fail: BusFault = { kind: 'fail', status: 500, code: 'InternalException' };
    const throttle: BusFault = { kind: 'fail', status: 400, code: 'ThrottlingException' };
    // The SDK tries twice and the function three times before the stream has to send the records again.
    const rounds = Array.from({ length: 6 }, () => fail);
    faults = [
      ...rounds,
      ...rounds.map(() => throttle),
      { kind: 'refuse', places: [0], code: 'InternalFailure' },
      { kind: 'hangUp' },
      ...rounds,
      { kind: 'refuse', places: [1, 2], code: 'ThrottlingException' },
    ];
    const before = events.length;
    const lives = await live();
    await until(() => isOver(lives) && faults.length === 0);
    expect(lifeOf(lives)).toEqual(wholeLife);

    const mine = events.slice(before).filter(({ detail }) => /\/(Users|Groups)\//.test(String(detail.subject)));
    const byId = Map.groupBy(mine, ({ detail }) => detail.id);
    expect(mine.length).toBeGreaterThan(byId.size);
    for (const [first, ...others] of byId.values()) {
      for (const other of others) expect(other.detail).toEqual(first?.detail);
    }
    expect(stack.queues.depthOf(lost)).toBe(0);
  });

  test('that the bus will never take are set aside, and keep nobody waiting', async () => {
    faults = [{ kind: 'refuse', places: [0], code: 'MalformedDetail' }];
    const ada = await createUser();
    await until(() => stack.queues.depthOf(lost) === 1);
    await replace(`/Users/${ada}`, 'active', false);
    await until(() => received(ada).length === 1);
    expect(received(ada)[0]?.['detail-type']).toBe('User.Deactivated');
    const { Messages } = stack.queues.receive(lost, 1, 0) as { Messages: { Body: string }[] };
    expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
      refused: { code: 'MalformedDetail' },
      'detail-type': 'User.Created',
      detail: { subject: `/Users/${ada}`, after: { id: ada } },
    });
  });
});
