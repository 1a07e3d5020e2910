/** After a whole run, with every mistake that a client can make, no token is anywhere but with whom it was shown to. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { operatorClient } from '#lib/operator/client.ts';
import { clientFor } from '../support/engine.ts';
import { recordAccess } from './support/access-record.ts';

const { SCIM_ASSEMBLY } = process.env;
const whereStacksCanBeStarted = SCIM_ASSEMBLY === undefined ? describe.skip : describe;

const of = { tenant: 'traced', provider: 'okta' } as const;
let data: string;
let stack: LocalStack;
/** What functions wrote and what clients were answered. */
const written: string[] = [];
const answered: string[] = [];

whereStacksCanBeStarted('a token', () => {
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-traces-'));
    stack = await startLocalStack({
      assembly: SCIM_ASSEMBLY ?? '',
      port: 0,
      data,
      onAccess: recordAccess(),
      onRequest: (line) => void written.push(JSON.stringify(line)),
      onBatch: (line) => void written.push(JSON.stringify(line)),
    });
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(data, { recursive: true, force: true });
  });

  async function scim(token: string, method: string, path: string, body?: string, authorization = `Bearer ${token}`) {
    const response = await fetch(`${stack.origin}/provisioning/okta/v2${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    answered.push(JSON.stringify([...response.headers]), text);
    return { status: response.status, json: JSON.parse(text || '{}') as Record<string, unknown> };
  }

  /** Right and wrong requests with the token, whoever it is and whatever state it is in. */
  async function use(token: string): Promise<void> {
    const user = await scim(token, 'POST', '/Users', JSON.stringify({ userName: 'ada' }));
    const id = String(user.json.id);
    await scim(token, 'GET', `/Users/${id}`);
    await scim(token, 'GET', '/Users?filter=broken');
    await scim(token, 'POST', '/Users', '{');
    await scim(token, 'PATCH', `/Users/${id}`, JSON.stringify({ Operations: [{ op: 'move' }] }));
    await scim(
      token,
      'POST',
      '/Groups',
      JSON.stringify({ displayName: 'x', members: [{ value: id }, { value: 'y' }] }),
    );
    await scim(token, 'POST', '/Bulk', JSON.stringify({ Operations: [{ method: 'DELETE', path: `/Users/${id}` }] }));
    await scim(token, 'DELETE', '/Nothing');
    for (const header of [`Basic ${token}`, token, `Bearer ${token}x`, `Bearer ${token} ${token}`]) {
      await scim(token, 'GET', '/Users', undefined, header);
    }
  }

  test('leaves no trace in logs, answers, the table, its stream or the secrets, nor do its parts', async () => {
    const credentials = stack.accessKey;
    const operator = operatorClient({ url: `${stack.origin}/operator/v1`, region: stack.region, credentials });
    await operator.call('createTenant', { body: { id: of.tenant, displayName: 'Traced' } });
    await operator.call('activateConnection', { parameters: of, body: {} });
    const issued = await operator.call('issueToken', { parameters: of, body: { label: 'first' }, idempotencyKey: 'k' });
    const again = await operator.call('issueToken', { parameters: of, body: { label: 'first' }, idempotencyKey: 'k' });
    expect(again.secret).toBeUndefined();
    const { secret: first = '', token } = issued;
    await use(first);
    const rotation = { ...of, token: token.id };
    const { secret: second = '' } = await operator.call('startRotation', { parameters: rotation, body: {} });
    await use(second);
    await operator.call('completeRotation', { parameters: rotation });
    await use(first);
    await operator.call('suspendTenant', { parameters: { tenant: of.tenant } });
    await use(second);
    await operator.call('deactivateConnection', { parameters: of });
    await use(second);
    for (const operation of ['listTokens', 'getConnection'] as const) {
      await operator
        .call(operation, { parameters: of })
        .catch((error: unknown) => answered.push(JSON.stringify(error)));
    }
    const { items } = await operator.call('listAuditTrail', { parameters: { tenant: of.tenant } });
    answered.push(JSON.stringify(items));

    const client = clientFor(stack.dynamodbEndpoint);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: stack.tableName }));
    client.destroy();
    await stack.stop();
    const files = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'));
    const places = { written: written.join('\n'), answered: answered.join('\n'), table: JSON.stringify(Items) };
    const everywhere = { ...places, files: files.join('\n') };
    expect([written.length > 40, Items.length > 10, everywhere.files.length > 10_000]).toEqual([true, true, true]);
    // What is looked for can be found: the id of the token is no secret.
    expect(everywhere.files).toContain(token.id);
    expect(everywhere.written).toContain(token.id);
    for (const text of [first, second]) {
      const random = text.slice(-43);
      expect(random).toMatch(/^[\w-]{43}$/);
      for (const part of [
        text,
        random,
        random.slice(0, 16),
        random.slice(-16),
        Buffer.from(text).toString('base64').slice(4, 40),
      ]) {
        const found = Object.entries(everywhere).filter(([, place]) => place.includes(part));
        expect(found.map(([name]) => name)).toEqual([]);
      }
    }
  });
});
