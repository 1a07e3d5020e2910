import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventSourceDefinition } from '#lib/local/event-source.ts';
import { startEventSources } from '#lib/local/event-sources.ts';
import type { FunctionHost } from '#lib/local/function-host.ts';
import { startThings, type Things } from '../../support/things.ts';

const source: EventSourceDefinition = {
  tableName: 'things',
  functionName: 'reader',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  batchingWindow: 0,
  filters: [],
  reportsFailures: false,
  bisects: false,
  maxRetries: -1,
  maxAge: -1,
};
const folder = mkdtempSync(join(tmpdir(), 'rollcall-streams-'));
const file = join(folder, 'streams.json');
let things: Things;

beforeAll(async () => {
  things = await startThings();
});
afterAll(async () => {
  await things.stop();
  rmSync(folder, { recursive: true });
});

/** The keys that are handed on until there are `count`. */
async function read(count: number): Promise<readonly string[]> {
  const keys: string[] = [];
  const functions = {
    invoke: async (_name: string, event: string) => {
      const { Records } = JSON.parse(event) as { Records: { dynamodb: { Keys: { pk: { S: string } } } }[] };
      keys.push(...Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
      return { outcome: { kind: 'answer', payload: 'null' }, logs: [], coldStart: false };
    },
  } as unknown as FunctionHost;
  const sources = await startEventSources({ sources: [source], endpoint: things.endpoint, functions, file });
  while (keys.length < count) await sleep(10);
  // Lets what has been handed on be noted.
  await sleep(0);
  sources.stop();
  await sources.ended;
  return keys;
}

describe('the place in a stream', () => {
  test('is kept from one run to the next', async () => {
    await things.put('a');
    await things.put('b');
    expect(await read(2)).toEqual(['a', 'b']);
    await things.put('c');
    expect(await read(1)).toEqual(['c']);
  });
});
