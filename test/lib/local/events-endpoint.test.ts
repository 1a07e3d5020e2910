import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { awsJsonCaller } from '#events/aws-json-call.ts';
import { openDeadLetterQueue } from '#events/dead-letter-queue.ts';
import { type BusFault, EventBuses } from '#lib/local/event-bus.ts';
import { type EventsEndpoint, startEventsEndpoint } from '#lib/local/events-endpoint.ts';
import { MessageQueues } from '#lib/local/message-queues.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const folder = mkdtempSync(join(tmpdir(), 'rollcall-events-'));
const file = join(folder, 'queues.json');
let faults: (BusFault | undefined)[] = [];
let events: EventsEndpoint;
let client: EventBridgeClient;

beforeEach(async () => {
  events = await startEventsEndpoint({
    buses: new EventBuses({ region: 'eu-west-1', names: ['bus'] }),
    queues: new MessageQueues(['lost'], file),
    faultOf: () => faults.shift(),
  });
  client = new EventBridgeClient({ endpoint: events.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await events.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

const entry = (detail: object, EventBusName = 'bus') => ({
  Source: 'test',
  DetailType: 'Thing.Happened',
  Detail: JSON.stringify(detail),
  EventBusName,
});
const put = (...Entries: ReturnType<typeof entry>[]) => client.send(new PutEventsCommand({ Entries }));

/** The first `count` messages of the feed. */
async function readFeed(count: number, query = '', headers = {}): Promise<readonly string[]> {
  const answer = await fetch(events.feed + query, { headers });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array);
    const messages = text.split('\n\n').filter((message) => message.startsWith('id:'));
    // Leaving the loop ends the connection.
    if (messages.length >= count) return messages;
  }
  throw new Error('The feed ended.');
}

describe('EventBridge on one machine', () => {
  test('hands what the SDK puts to whoever listens, in the form of EventBridge', async () => {
    const { Entries, FailedEntryCount } = await put(entry({ n: 1 }), entry({ n: 2 }));
    expect(FailedEntryCount).toBe(0);
    const [first, second] = await readFeed(2, '?after=0');
    const [id, type, data] = first?.split('\n') ?? [];
    expect([id, type]).toEqual(['id: 1', 'event: Thing.Happened']);
    expect(JSON.parse(data?.replace(/^data: /, '') ?? '')).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Thing.Happened',
      source: 'test',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'eu-west-1',
      resources: [],
      detail: { n: 1 },
    });
    expect(await readFeed(1, '', { 'last-event-id': '1' })).toEqual([second]);
  });

  test('takes what it can of a call, and says of each entry what it cannot take', async () => {
    const [good, noBus, noJson] = [entry({}), entry({}, 'other'), { ...entry({}), Detail: 'no' }];
    const { Entries, FailedEntryCount } = await put(good, noBus, noJson);
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'InvalidArgument', 'MalformedDetail']);
  });

  test.each([
    ['more than ten entries', Array.from({ length: 11 }, () => entry({}))],
    ['256 KB and more', [entry({ text: 'x'.repeat(256 * 1024) })]],
  ])('refuses a call of %s', async (_, entries) => {
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('fails as a test asks it to', async () => {
    faults = [{ kind: 'fail', status: 500, code: 'InternalException' }, { kind: 'hangUp' }];
    await expect(put(entry({}))).rejects.toMatchObject({ name: 'InternalException' });
    await expect(put(entry({}))).rejects.toThrow();
    expect(await readFeed(1, '?after=0')).toHaveLength(1);
    faults = [{ kind: 'refuse', places: [1], code: 'ThrottlingException' }];
    const { Entries } = await put(entry({}), entry({}));
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'ThrottlingException']);
  });
});

describe('SQS on one machine', () => {
  const open = (name = 'lost') =>
    openDeadLetterQueue({ name, region: 'eu-west-1', credentials, endpoint: events.endpoint });

  test('keeps messages until they are removed, also when it is started again', async () => {
    await open().send('one');
    await open().send('two');
    const [one, two] = await open().receive();
    expect([one?.body, two?.body]).toEqual(['one', 'two']);
    await open().remove(one?.receipt ?? '');
    const later = Date.now() + 61_000;
    const again = new MessageQueues(['lost'], file, () => later).receive('lost', 10, 60);
    expect(again).toMatchObject({ Messages: [{ Body: 'two' }] });
  });

  test('shows nobody for a while what somebody has received', async () => {
    expect(new MessageQueues(['lost'], file).depthOf('lost')).toBe(1);
    await open().send('three');
    expect((await open().receive()).map(({ body }) => body)).toContain('three');
    expect(await open().receive()).toEqual([]);
  });

  test('counts what can be received, and what somebody has', async () => {
    const call = awsJsonCaller({
      service: 'sqs',
      target: 'AmazonSQS',
      region: 'eu-west-1',
      credentials,
      endpoint: events.endpoint,
    });
    const counts = () => call('GetQueueAttributes', { QueueUrl: 'lost', AttributeNames: ['All'] });
    const queues = new MessageQueues(['lost'], file);
    const before = await counts();
    await open().send('four');
    const { Attributes } = before as { Attributes: Record<string, string> };
    const [free = '', taken = ''] = Object.values(Attributes);
    expect(await counts()).toEqual({
      Attributes: {
        ApproximateNumberOfMessages: String(Number(free) + 1),
        ApproximateNumberOfMessagesNotVisible: taken,
      },
    });
    expect(Number(free) + Number(taken)).toBe(queues.depthOf('lost'));
    await open().receive();
    expect(await counts()).toEqual({
      Attributes: {
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: String(Number(free) + 1 + Number(taken)),
      },
    });
  });

  test('knows the queues of the template only', async () => {
    await expect(open('other').send('x')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
