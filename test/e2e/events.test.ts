/** Change events, from a request to the bus: each as it is documented, in order, whatever the bus does. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import { type EventSchema, eventSchemas, toJsonSchema } from '#events/contract/event-schemas.ts';
import { runProgram } from '#lib/cli/program.ts';
import { writeEndpoints } from '#lib/local/endpoints.ts';
import type { BusEvent, BusFault } from '#lib/local/event-bus.ts';
import { invocationRecord } from '#lib/local/invocation-record.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { type StreamEvent, TableStream } from '#lib/local/table-stream.ts';
import { describeEvent, readEventFeed } from '#lib/operator/event-feed.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { readChange } from '#storage/dynamodb/change-record.ts';
import type { StreamRecord } from '#storage/dynamodb/stream-record.ts';
import type { RollcallEvent } from '../../docs/events/rollcall-events.ts';
import { Application } from '../../docs/examples/event-consumer.ts';
import { fakeTerminal } from '../lib/cli/support.ts';
import { recordAccess } from './support/access-record.ts';
import { issueLocalToken } from './support/global-setup.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereTheBusIsOurs = assembly === undefined ? describe.skip : describe;
const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const lost = 'rollcall-dev-undelivered-events';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A validator of a published schema that lets nothing through but what the schema names. */
function closedValidator(schema: EventSchema) {
  const closed = JSON.stringify(toJsonSchema(schema)).replaceAll(
    '"additionalProperties":{}',
    '"additionalProperties":false',
  );
  return new Ajv.default().compile(JSON.parse(closed) as object);
}

whereTheBusIsOurs('change events', () => {
  const events: BusEvent[] = [];
  /** What the next calls of the bus meet. */
  let faults: (BusFault | undefined)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-events-'));
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
    writeEndpoints(folder, stack);
    const { accessKey, eventFeed, origin, region } = stack;
    const local = {
      pid: process.pid,
      events: eventFeed,
      admin: { url: `${origin}/operator/v1`, region, ...accessKey },
    };
    writeFileSync(join(folder, 'local.json'), JSON.stringify(local));
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true });
  });

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

  /** What `npx rollcall` does with the stack. */
  async function rollcall(...args: readonly string[]) {
    const terminal = fakeTerminal();
    const code = await runProgram([...args, '--data', folder], terminal, undefined);
    return { code, out: terminal.out, notes: terminal.notes };
  }

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

    expect(await rollcall('events', 'redrive')).toEqual({ code: 0, out: ['1 sent, 0 left'], notes: [] });
    expect(received(ada).map((event) => event['detail-type'])).toEqual(['User.Deactivated', 'User.Created']);
    const [late, early] = received(ada).map(({ detail }) => String(detail.sequence));
    expect(Number(early) < Number(late)).toBe(true);
    expect(await rollcall('events', 'redrive')).toEqual({ code: 0, out: ['0 sent, 0 left'], notes: [] });
  });

  test('of a batch that the function could not take are read from the stream again, as far as it has them', async () => {
    const ada = await createUser();
    await until(() => received(ada).length === 1);
    const stream = await TableStream.open(stack.dynamodbEndpoint, stack.tableName);
    await stream.seek(undefined);
    const records: StreamEvent[] = [];
    for (let page = await stream.read(); page.length > 0; page = await stream.read()) records.push(...page);
    const created = records.filter((record) => readChange(record as StreamRecord)?.id === ada);
    const gone = { ...created[0], dynamodb: { ...created[0]?.dynamodb, SequenceNumber: '1' } } as StreamEvent;
    stack.queues.send(lost, invocationRecord(stream, created, 3));
    stack.queues.send(lost, invocationRecord({ arn: `${stream.arn}x`, shardId: 'none' }, [gone], 3));

    const before = events.length;
    const { code, notes } = await rollcall('events', 'redrive');
    expect(events.slice(before).map(({ detail }) => detail)).toEqual([received(ada)[0]?.detail]);
    expect([code, notes]).toEqual([1, [expect.stringMatching(/^error: The records 1 to 1 of none cannot be read: /)]]);
    expect(stack.queues.depthOf(lost)).toBe(1);
  });

  test('are shown as they come', async () => {
    const ada = await createUser();
    await until(() => received(ada).length === 1);
    const [event] = received(ada);
    const shown: unknown[] = [];
    for await (const one of readEventFeed(stack.eventFeed, { after: 0 })) {
      shown.push(one);
      if (one.id === event?.id) break;
    }
    expect(shown.at(-1)).toEqual(event);
    expect(describeEvent(event as BusEvent)).toBe(`User.Created  default  /Users/${ada}`);
  });

  test('are as their published schemas say, with nothing beside that', () => {
    const validators = new Map(eventSchemas(resourceTypes).map((schema) => [schema.type, closedValidator(schema)]));
    const wrong = events.flatMap((event) => {
      const validate = validators.get(event['detail-type']);
      return validate?.(event) === true ? [] : [{ event, errors: validate?.errors }];
    });
    expect(wrong).toEqual([]);
    expect(new Set(events.map((event) => event['detail-type']))).toEqual(new Set(validators.keys()));
  });

  test('lead the sample consumer to what the directory says', async () => {
    const [ada, bob] = [await createUser(), await createUser()];
    const staff = await createGroup([ada, bob]);
    await replace(`/Users/${bob}`, 'active', false);
    await send('DELETE', `/Users/${ada}`);
    await until(() => received(ada, staff, bob).length === 8);
    const application = new Application();
    // Each twice, and the newest first.
    const all = received(ada, bob, staff) as unknown as readonly RollcallEvent[];
    for (const event of [...all.toReversed(), ...all]) application.receive(event);
    expect([...application.accounts]).toEqual([
      [`default /Users/${bob}`, { userName: expect.any(String), active: false }],
    ]);
    expect(application.membersOf(`default /Groups/${staff}`)).toEqual(new Set([bob]));
    expect(application.loggedOut).toContain(`default /Users/${bob}`);
  });
});
