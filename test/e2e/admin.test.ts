/** The admin API on a running stack. With `SCIM_BASE_URL`, `ADMIN_CONNECTION` says where and as whom; else it is skipped. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { LogEntry } from '#admin/contract/provisioning-log.ts';
import { type OperatorConnection, OperatorError, operatorClient } from '#lib/operator/client.ts';

const { ADMIN_CONNECTION } = process.env;
const connection = JSON.parse(ADMIN_CONNECTION ?? 'null') as OperatorConnection | null;
const whereOperated = connection === null ? describe.skip : describe;

whereOperated('an operator', () => {
  const { url, region } = connection as OperatorConnection;
  const operator = operatorClient(connection as OperatorConnection);
  const tenant = `e2e-${randomUUID().slice(0, 8)}`;
  const provider = 'okta';
  const of = { tenant, provider };
  /**
   * Creates a resource. A function looks for a token that it does not know every other second, so that a flood of them
   * costs little; each environment that the request may come to does so by itself.
   */
  const create = async (url: string, token = '', resource: object = { userName: `${randomUUID()}@example.com` }) => {
    for (let tries = 1; ; tries += 1) {
      const headers = { authorization: `Bearer ${token}` };
      const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(resource) });
      if (status !== 401 || tries === 30) return status;
      await sleep(200);
    }
  };

  test('makes a tenant, activates SCIM, and rotates its token while it provisions', async () => {
    await operator.call('createTenant', { body: { id: tenant, displayName: 'E2E' } });
    const { baseUrl } = await operator.call('activateConnection', { parameters: of, body: {} });
    const first = await operator.call('issueToken', { parameters: of, body: { label: 'first' } });
    expect(await create(`${baseUrl}/Users`, first.secret)).toBe(201);
    const token = first.token.id;
    const second = await operator.call('startRotation', { parameters: { ...of, token }, body: {} });
    for (const { secret } of [first, second]) expect(await create(`${baseUrl}/Users`, secret)).toBe(201);
    await operator.call('completeRotation', { parameters: { ...of, token } });
    expect(await create(`${baseUrl}/Users`, second.secret)).toBe(201);
    const known = await operator.call('getConnection', { parameters: of });
    expect(known).toMatchObject({ firstRequestAt: expect.any(String), lastRequestAt: expect.any(String), tokens: 1 });
    const used = await operator.call('getToken', { parameters: { ...of, token: second.token.id } });
    expect(used.lastUsedAt).toEqual(expect.any(String));
    const { items, total } = await operator.call('listUsers', { parameters: { tenant }, query: { limit: 2 } });
    expect([items.length, total]).toEqual([2, 4]);
  });

  test('is shown which members were left out of a push', async () => {
    const { baseUrl } = await operator.call('getConnection', { parameters: of });
    const issued = await operator.call('issueToken', { parameters: of, body: { label: 'push' } });
    const missing = randomUUID();
    const group = { displayName: 'Staff', members: [{ value: missing }] };
    expect(await create(`${baseUrl}/Groups`, issued.secret, group)).toBe(201);
    const { skippedMembers } = await operator.call('getConnection', { parameters: of });
    expect(skippedMembers).toEqual({ at: expect.any(String), count: 1, ids: [missing] });
  });

  test('reads what the identity provider did, and why it failed', async () => {
    const { baseUrl } = await operator.call('getConnection', { parameters: of });
    const { secret } = await operator.call('issueToken', { parameters: of, body: { label: 'log' } });
    const userName = `log-${randomUUID()}@example.com`;
    expect(await create(`${baseUrl}/Users`, secret, { userName })).toBe(201);
    expect(await create(`${baseUrl}/Users`, secret, { userName })).toBe(409);
    const read = async (tries = 300): Promise<readonly LogEntry[]> => {
      const { items } = await operator.call('listLog', { parameters: { tenant }, query: { name: userName } });
      // Lines of a log are delivered some time after the request was answered.
      if (items.length === 2 || tries === 0) return items;
      await sleep(200);
      return read(tries - 1);
    };
    const [failed, succeeded] = await read();
    expect(succeeded).toMatchObject({ provider, act: 'Create user', status: 201, outcome: 'succeeded' });
    expect(failed).toMatchObject({
      outcome: 'failed',
      scimType: 'uniqueness',
      reason: expect.stringContaining('Another user has this userName already'),
      resource: { type: 'User', name: userName },
    });
    const { id = '' } = succeeded?.resource ?? {};
    const history = await operator.call('listLog', { parameters: { tenant }, query: { resource: id } });
    expect(history.items).toEqual([succeeded]);
    const entry = failed?.id ?? '';
    expect(await operator.call('getLogEntry', { parameters: { tenant, entry } })).toEqual(failed);
  }, 90_000);

  test('is told of mistakes in the form of a problem', async () => {
    const wrong = operator.call('getTenant', { parameters: { tenant: 'nobody-at-all' } });
    await expect(wrong).rejects.toThrow(new OperatorError(404, 'There is no tenant "nobody-at-all".'));
  });

  test('is nobody with another key', async () => {
    const stranger = operatorClient({ url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'x' } });
    await expect(stranger.call('listTenants', {})).rejects.toMatchObject({ status: 403 });
    expect((await fetch(`${url}/tenants`)).status).toBe(403);
  });
});
