import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LogEntry } from '#admin/contract/provisioning-log.ts';
import { followLog, toMoment } from '#lib/cli/log.ts';
import { runProgram } from '#lib/cli/program.ts';
import { fakeTerminal } from './support.ts';

const now = Date.now();
const entry = (id: number, over: Partial<LogEntry> = {}): LogEntry => ({
  id: `${now + id}-r${id}`,
  at: new Date(now + id).toISOString(),
  provider: 'okta',
  token: '0'.repeat(32),
  method: 'POST',
  endpoint: '/Users',
  act: 'Create user',
  resource: { type: 'User', name: `user-${id}` },
  outcome: 'succeeded',
  status: 201,
  requestId: `r${id}`,
  ms: 1,
  ...over,
});

/** Follows until the answers are used up. */
async function following(
  json: boolean,
  first: readonly LogEntry[],
  ...answers: { items: LogEntry[]; next?: string }[]
) {
  const terminal = fakeTerminal();
  const asked: { readonly cursor?: string }[] = [];
  const end = followLog({ json, terminal }, first, async (query) => {
    asked.push(query);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('the end');
    return answer;
  });
  await expect(end).rejects.toThrow('the end');
  return { ...terminal, asked };
}

describe('following the log', () => {
  test('shows each entry once, oldest first, however often and late it comes', async () => {
    const { out, pauses, asked } = await following(
      true,
      [entry(1), entry(2)],
      { items: [entry(4), entry(2)], next: 'more' },
      { items: [entry(1)] },
      { items: [entry(5), entry(4), entry(3)] },
    );
    expect(out.map((line) => (JSON.parse(line) as LogEntry).requestId)).toEqual(['r1', 'r2', 'r4', 'r3', 'r5']);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'more', undefined, undefined]);
    expect(pauses).toHaveLength(3);
  });

  test('says in a line what was done, and why it failed, without what moves a cursor', async () => {
    const failed = entry(2, {
      outcome: 'failed',
      status: 409,
      reason: 'Another user has it.',
      resource: { type: 'User', name: 'a\u001b[2Jb' },
    });
    const { out } = await following(false, [entry(1), failed]);
    expect(out).toEqual([
      `${entry(1).at} ✓ 201 okta: Create user user-1`,
      `${failed.at} ✗ 409 okta: Create user a\ufffd[2Jb (Another user has it.)`,
    ]);
  });
});

describe('rollcall log --follow', () => {
  /** Answers the first question with a full page, and refuses the second. */
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost').searchParams.get('limit'));
    const items = Array.from({ length: Number(asked.at(-1)) }, (_, index) => entry(index));
    response.writeHead(asked.length === 1 ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items, next: 'more' }));
  });
  let asked: (string | null)[];
  let folder: string;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    folder = mkdtempSync(join(tmpdir(), 'rollcall-log-'));
    const admin = { url: `http://127.0.0.1:${port}/operator/v1`, region: 'r', accessKeyId: 'a', secretAccessKey: 'b' };
    writeFileSync(join(folder, 'local.json'), JSON.stringify({ pid: process.pid, admin }));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    [['--follow'], '10', 10, undefined],
    [['--follow', '--limit', '3'], '3', 3, undefined],
    [[], '50', 1, /^There are more than these 50/],
  ])('with %j asks for %s entries, and says of no others but in a list', async (options, limit, lines, note) => {
    asked = [];
    const terminal = fakeTerminal();
    await runProgram(['log', 'acme', '--data', folder, ...options], terminal, undefined);
    expect([asked[0], terminal.out.length]).toEqual([limit, lines]);
    expect(terminal.notes.filter((text) => !text.startsWith('error'))).toEqual(
      note === undefined ? [] : [expect.stringMatching(note)],
    );
  });
});

describe('a moment', () => {
  test.each([
    ['15m', 15 * 60_000],
    ['2h', 2 * 3_600_000],
    ['7d', 7 * 86_400_000],
  ])('%s ago is that long ago', (text, ago) => {
    expect(Math.abs(Date.now() - ago - Date.parse(toMoment(text)))).toBeLessThan(60_000);
  });

  test('is a date too', () => expect(toMoment('2027-01-31')).toBe('2027-01-31T00:00:00.000Z'));
  test.each(['yesterday', '15', '-1h'])('is not %s', (text) => expect(() => toMoment(text)).toThrow('It must be'));
});
