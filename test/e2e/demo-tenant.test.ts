/** The tenant of a local stack, whose first tokens were issued without the admin API, as those of older stacks were. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectDemo, demoTenant } from '#lib/local/demo-tenant.ts';
import { type OperatorConnection, operatorClient } from '#lib/operator/client.ts';
import { connection } from './support/client.ts';

const { ADMIN_CONNECTION } = process.env;
const admin = JSON.parse(ADMIN_CONNECTION ?? 'null') as OperatorConnection | null;
const whereOperated = admin === null ? describe.skip : describe;

whereOperated('the demo tenant', () => {
  const there = admin as OperatorConnection;
  const operator = operatorClient(there);
  const parameters = { tenant: demoTenant, provider: 'sailpoint' } as const;
  let data: string;
  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-demo-'));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const idOf = (token: string | undefined) => /^rc_[a-z]+_([0-9a-f]{32})_/.exec(token ?? '')?.[1];

  test('is one that the admin API knows, with the tokens that it had before', async () => {
    const made = await connectDemo(there, data, 'sailpoint');
    expect(made).toMatchObject({ baseUrl: expect.stringMatching(/\/provisioning\/sailpoint\/v2$/), isNew: true });
    const tenant = await operator.call('getTenant', { parameters: { tenant: demoTenant } });
    expect(tenant).toMatchObject({ displayName: 'Demo', status: 'active' });
    const own = await operator.call('getToken', { parameters: { ...parameters, token: idOf(made?.token) ?? '' } });
    expect(own).toMatchObject({ label: 'Local stack', status: 'active' });
    const before = await operator.call('listTokens', { parameters: { ...parameters, provider: 'generic' } });
    expect(before.items.map(({ id }) => id)).toContain(idOf(connection().token));
  });

  test('keeps the token of a provider until that opens nothing any more', async () => {
    const first = await connectDemo(there, data, 'sailpoint');
    expect(await connectDemo(there, data, 'sailpoint')).toEqual({ ...first, isNew: false });
    await operator.call('deactivateConnection', { parameters });
    rmSync(join(data, 'tokens.json'));
    const second = await connectDemo(there, data, 'sailpoint');
    expect(second).toMatchObject({ isNew: true });
    expect(second?.token).not.toBe(first?.token);
    const { items } = await operator.call('listTokens', { parameters });
    expect(items.map(({ id }) => id)).toEqual([idOf(second?.token)]);
  });
});
