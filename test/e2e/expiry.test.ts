/** A token that ends soon, from its issue to the event on the bus: the stack looks for those when it starts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { BusEvent } from '#lib/local/event-bus.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { operatorClient } from '#lib/operator/client.ts';
import { recordAccess } from './support/access-record.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereLocal = assembly === undefined ? describe.skip : describe;
const day = 24 * 60 * 60 * 1_000;

whereLocal('a token that ends soon', () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-expiry-'));
  const events: BusEvent[] = [];
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  async function withStack(act: (stack: LocalStack) => Promise<void>): Promise<void> {
    const stack = await startLocalStack({
      assembly: assembly ?? '',
      port: 0,
      data,
      onAccess: recordAccess(),
      onEvent: ({ event }) => events.push(event),
    });
    try {
      await act(stack);
    } finally {
      await stack.stop();
    }
  }

  test('is announced on the bus, and one that does not is not', async () => {
    const ends = new Date(Date.now() + 6.5 * day).toISOString();
    let ending = '';
    await withStack(async ({ origin, region, accessKey }) => {
      const { call } = operatorClient({ url: `${origin}/operator/v1`, region, credentials: accessKey });
      const parameters = { tenant: 'acme', provider: 'okta' } as const;
      await call('createTenant', { body: { id: 'acme', displayName: 'Acme Inc.' } });
      await call('activateConnection', { parameters, body: {} });
      await call('issueToken', { parameters, body: { label: 'for good' } });
      const { token } = await call('issueToken', { parameters, body: { label: 'for a week', expiresAt: ends } });
      ending = token.id;
    });
    expect(events).toEqual([]);
    await withStack(async () => {
      while (events.length === 0) await sleep(20);
    });
    expect(events.map((event) => event['detail-type'])).toEqual(['Token.ExpiresSoon']);
    expect(events[0]?.detail).toMatchObject({
      tenant: 'acme',
      provider: 'okta',
      token: { id: ending, label: 'for a week' },
      expiresAt: ends,
      days: 7,
    });
  });
});
