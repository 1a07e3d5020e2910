import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Refusal } from '#events/event-bus.ts';
import { type EventEntry, maxCallBytes, toChangeEntry } from '#events/event-entry.ts';
import { entriesOf, type ForwardOptions, forwardRecords } from '#events/forward-records.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import type { StreamRecord } from '#storage/dynamodb/stream-record.ts';
import { user } from '../../../support/directory.ts';
import { scaledRuns } from '../../../support/property-runs.ts';
import { recordedAt, resourceRecord } from '../../../support/stream-records.ts';

/** So many changes of one user, beginning with the creation. */
function changesOf(name: string, count: number): readonly StreamRecord[] {
  const first = user(name);
  const states = Array.from({ length: count }, (_, index) => ({
    ...first,
    version: index + 1,
    document: { userName: name, title: `${name} ${index}` },
  }));
  return states.map((state, index) => resourceRecord(states[index - 1], state));
}

/** Takes turns between lists. */
function interleave<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

const titleOf = ({ detail }: EventEntry) => (JSON.parse(detail) as { after: { title: string } }).after.title;
const throttled: Refusal = { code: 'ThrottlingException', message: 'slow down' };

/** A bus that refuses as `refuses` says, asked with each entry and how often it was called before. */
function openTestBus(refuses: (entry: EventEntry, call: number) => Refusal | undefined = () => undefined) {
  const taken: EventEntry[] = [];
  const aside: EventEntry[] = [];
  const sizes: number[] = [];
  let calls = 0;
  const options: ForwardOptions = {
    bus: {
      name: 'test',
      put: async (entries) => {
        const refusals = entries.map((entry) => refuses(entry, calls));
        calls += 1;
        sizes.push(entries.length);
        taken.push(...entries.filter((_, index) => refusals[index] === undefined));
        return refusals;
      },
    },
    types: resourceTypes,
    patience: 60_000,
    now: () => recordedAt * 1_000,
    timeLeft: () => 60_000,
    sleep: async () => undefined,
    random: () => 0,
    setAside: async (entry) => void aside.push(entry),
    log: () => undefined,
  };
  return { options, taken, aside, sizes };
}

/** Sends a batch as often as Lambda would, from the first record that failed. */
async function forwardAll(records: readonly StreamRecord[], options: ForwardOptions): Promise<void> {
  for (let left = records, rounds = 0; left.length > 0; rounds += 1) {
    if (rounds > 10_000) throw new Error('It goes on for ever.');
    const { batchItemFailures } = await forwardRecords(left, options);
    const failed = batchItemFailures[0]?.itemIdentifier;
    const from = left.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed);
    if (failed === undefined) return;
    expect(from).toBeGreaterThanOrEqual(0);
    left = left.slice(from);
  }
}

/** The order in which each was taken first, for whoever drops what comes twice. */
const firstOf = (taken: readonly EventEntry[]) => [...new Set(taken.map(titleOf))];

describe('events of a batch', () => {
  test('go out ten to a call, and two of one subject in two calls', async () => {
    const { options, taken, sizes } = openTestBus();
    const people = Array.from({ length: 23 }, (_, index) => changesOf(`p${index}`, 1)).flat();
    await forwardAll([...people, ...changesOf('ada', 3)], options);
    expect(sizes).toEqual([10, 10, 4, 1, 1]);
    expect(taken).toHaveLength(26);
  });

  test('are tried again within the batch, and then the batch from the first that failed', async () => {
    const { options, taken, sizes } = openTestBus((entry, call) =>
      call < 4 && /bob/.test(entry.detail) ? throttled : undefined,
    );
    const records = interleave(changesOf('ada', 2), changesOf('bob', 2));
    expect(await forwardRecords(records, options)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }],
    });
    expect(taken.map(titleOf)).toEqual(['ada 0']);
    expect(sizes).toEqual([2, 1, 1]);
    await forwardAll(records.slice(1), options);
    expect(firstOf(taken)).toEqual(['ada 0', 'ada 1', 'bob 0', 'bob 1']);
  });

  test('that nobody will ever take are set aside, and keep nobody waiting', async () => {
    const { options, taken, aside } = openTestBus((entry) =>
      titleOf(entry) === 'ada 1' ? { code: 'MalformedDetail', message: 'no' } : undefined,
    );
    await forwardAll(changesOf('ada', 3), options);
    expect(taken.map(titleOf)).toEqual(['ada 0', 'ada 2']);
    expect(aside.map(titleOf)).toEqual(['ada 1']);
  });

  test('are sent one by one when a call is invalid as a whole', async () => {
    const invalid = { code: 'ValidationException', message: 'no' };
    const { options, taken, aside } = openTestBus((_, call) => (call === 0 || call === 2 ? invalid : undefined));
    await forwardAll([...changesOf('ada', 1), ...changesOf('bob', 1), ...changesOf('eve', 1)], options);
    expect(taken.map(titleOf)).toEqual(['ada 0', 'eve 0']);
    expect(aside.map(titleOf)).toEqual(['bob 0']);
  });

  test('are set aside when the bus refused them for longer than there is patience', async () => {
    const { options, aside } = openTestBus(() => throttled);
    const records = changesOf('ada', 2);
    const late = { ...options, now: () => recordedAt * 1_000 + options.patience };
    expect(await forwardRecords(records, late)).toEqual({ batchItemFailures: [] });
    expect(aside.map(titleOf)).toEqual(['ada 0', 'ada 1']);
  });

  test('are neither published nor lost when they cannot be set aside', async () => {
    const { options } = openTestBus(() => ({ code: 'MalformedDetail', message: 'no' }));
    const records = changesOf('ada', 2);
    const noQueue = { ...options, setAside: () => Promise.reject(new Error('no queue')) };
    expect(await forwardRecords(records, noQueue)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[0]?.dynamodb?.SequenceNumber }],
    });
  });

  test('wait for the next call of the function when the time of this one is over', async () => {
    const { options, taken } = openTestBus();
    const records = changesOf('ada', 2);
    const over = { ...options, timeLeft: () => (taken.length === 0 ? 60_000 : 0) };
    expect(await forwardRecords(records, over)).toEqual({
      batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }],
    });
  });

  test('come at least once and in the order of each subject, whatever fails', async () => {
    const trouble = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 });
    const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(trouble, counts, async (faults, people) => {
        let asked = 0;
        // Trouble that ends: each fault is had once.
        const { options, taken } = openTestBus(() => ((faults[asked++] ?? 0) > 1 ? throttled : undefined));
        await forwardAll(interleave(...people.map((count, index) => changesOf(`p${index}`, count))), options);
        for (const [index, count] of people.entries()) {
          const own = firstOf(taken).filter((title) => title.startsWith(`p${index} `));
          expect(own).toEqual(Array.from({ length: count }, (_, version) => `p${index} ${version}`));
        }
      }),
      scaledRuns(1 / 2),
    );
  });
});

describe('an event that is too large for EventBridge', () => {
  const large = (bytes: number) => user('ada', { nickName: 'x'.repeat(bytes), title: 'y'.repeat(1_000) });
  const eventOf = (...[before, after]: Parameters<typeof resourceRecord>) => {
    const [entry] = entriesOf([resourceRecord(before, after)], resourceTypes);
    if (entry === undefined) throw new Error('There is no event.');
    expect(entry.bytes).toBeLessThanOrEqual(maxCallBytes);
    return JSON.parse(entry.detail) as Record<string, unknown>;
  };

  test('leaves out what was before, and says so', () => {
    const before = large(150_000);
    const after = { ...before, document: { ...before.document, title: 'z' } };
    const event = eventOf(before, after);
    expect(event).toMatchObject({ omitted: ['before'], attributes: ['title'], after: after.document });
    expect(event).not.toHaveProperty('before');
  });

  test('leaves out the largest attribute as well, and keeps the way to the whole resource', () => {
    const before = large(300_000);
    const event = eventOf(before, { ...before, document: { ...before.document, title: 'z' } });
    expect(event).toMatchObject({ omitted: ['before', 'after.nickName'], resource: { uri: `/Users/${before.id}` } });
    expect(event.after).toMatchObject({ id: before.id, userName: 'ada', title: 'z' });
    expect(event.after).not.toHaveProperty('nickName');
  });

  test('of a deleted resource leaves out the largest attribute of what it was', () => {
    const event = eventOf(large(300_000), undefined);
    expect(event).toMatchObject({ omitted: ['before.nickName'], after: null, before: { userName: 'ada' } });
  });

  test('of a new resource leaves out the largest attribute, and was nothing before', () => {
    expect(eventOf(undefined, large(300_000))).toMatchObject({ omitted: ['after.nickName'], before: null });
  });

  test('whole events omit nothing', () => {
    expect(eventOf(undefined, large(100_000))).not.toHaveProperty('omitted');
    const event = { id: randomUUID(), type: 'x', tenant: 't', time: '', subject: '', sequence: '', resource: {} };
    expect(JSON.parse(toChangeEntry(event).detail)).toEqual(event);
  });
});
