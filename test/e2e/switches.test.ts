import { describe, expect, test } from '@jest/globals';
import type { TenantSwitches } from '../../lambdas/shared/tokens/tenant-tokens.ts';
import { canMakeTenants, ownDirectory, sendTo } from './support/own-directory.ts';

/** A tenant of its own for each: functions keep what they know of one for a minute. */
async function tenantWith(tenant: string, switches: TenantSwitches) {
  const send = sendTo(await ownDirectory('generic', tenant, switches));
  return (method: string, target: string, body?: object) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return send({ method, target, headers: { 'content-type': 'application/scim+json' }, body: text });
  };
}

const whereTheyCanBeTurned = canMakeTenants() ? describe : describe.skip;

whereTheyCanBeTurned('switches of a tenant', () => {
  test('strict refuses what the schema does not have, and is for that tenant only', async () => {
    const [strict, other] = [await tenantWith('strict', { strict: true }), await tenantWith('lenient', {})];
    const body = { userName: 'ada', shoeSize: 9 };
    expect(await strict('POST', '/Users', body)).toMatchObject({ status: 400, json: { scimType: 'invalidSyntax' } });
    expect(await other('POST', '/Users', body)).toMatchObject({ status: 201 });
  });

  test('additive replace adds the members that a PATCH replaces by', async () => {
    const send = await tenantWith('additive', { additiveReplace: true });
    const ids = await Promise.all(
      ['ada', 'bob'].map(async (userName) => String((await send('POST', '/Users', { userName })).json.id)),
    );
    const group = await send('POST', '/Groups', { displayName: 'Staff', members: [{ value: ids[0] }] });
    const path = `/Groups/${String(group.json.id)}`;
    await send('PATCH', path, { Operations: [{ op: 'replace', path: 'members', value: [{ value: ids[1] }] }] });
    expect((await send('GET', path)).json.members).toHaveLength(2);
  });

  test('soft delete leaves nothing that a client could see', async () => {
    const send = await tenantWith('soft', { softDelete: true });
    const { json } = await send('POST', '/Users', { userName: 'ada' });
    const path = `/Users/${String(json.id)}`;
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
    expect((await send('DELETE', path)).status).toBe(404);
    expect((await send('GET', '/Users')).json.totalResults).toBe(0);
    expect((await send('POST', '/Users', { userName: 'ada' })).status).toBe(201);
  });
});
