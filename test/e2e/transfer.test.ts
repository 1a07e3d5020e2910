/** A tenant that is exported, deleted, imported, and exported again. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from '#lib/cli/program.ts';
import type { Terminal } from '#lib/cli/terminal.ts';
import { type OperatorConnection, operatorClient } from '#lib/operator/client.ts';
import { createGroup, createUser, memberIdsOf, patch, send, sortIds, uniqueName } from './support/client.ts';
import { canReachTable, deleteTenant } from './support/delete-tenant.ts';

const { ADMIN_CONNECTION } = process.env;
const whereOperated = ADMIN_CONNECTION === undefined || !canReachTable() ? describe.skip : describe;
const connection = JSON.parse(ADMIN_CONNECTION ?? '{}') as OperatorConnection;
const operator = operatorClient(connection);
const tenant = `moved-${randomUUID().slice(0, 8)}`;
/** More than a page of resources, a line of memberships, and a request that imports. */
const people = 640;

whereOperated('a tenant', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const lines = (name: string) => readFileSync(file(name), 'utf8').trimEnd().split('\n').slice(1, -1);
  const said: string[] = [];
  const terminal: Terminal = {
    columns: undefined,
    isInteractive: false,
    write: (text) => said.push(text),
    note: (text) => said.push(text),
    ask: async () => '',
    pause: async () => undefined,
  };
  const run = async (...args: string[]) => {
    said.length = 0;
    const code = await runProgram([...args, '--data', folder], terminal, undefined);
    return { code, said: said.join('\n') };
  };

  async function connect(): Promise<void> {
    const parameters = { tenant, provider: 'generic' };
    const { baseUrl } = await operator.call('activateConnection', { parameters, body: {} });
    const { secret } = await operator.call('issueToken', { parameters, body: { label: 'transfer' } });
    process.env.SCIM_CONNECTIONS = '{}';
    process.env.SCIM_BASE_URL = baseUrl;
    process.env.SCIM_TOKEN = secret ?? '';
  }

  async function createPeople(): Promise<readonly string[]> {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const ids: string[] = [];
    while (ids.length < people) {
      const Operations = Array.from({ length: 160 }, (_, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `u${index}`,
        data: { userName: uniqueName('moved'), externalId: uniqueName('x'), password: 'never to be seen' },
      }));
      const { json } = await send('POST', '/Bulk', { body: { schemas, Operations } });
      ids.push(...(json.Operations as { location: string }[]).map(({ location }) => location.split('/').at(-1) ?? ''));
    }
    return ids;
  }

  let ids: readonly string[];
  let everybody: string;
  let inactive: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-transfer-'));
    const { credentials, region, url } = connection;
    if (typeof credentials === 'function') throw new Error('The local stack has one access key.');
    writeFileSync(file('local.json'), JSON.stringify({ pid: process.pid, admin: { url, region, ...credentials } }));
    await operator.call('createTenant', { body: { id: tenant, displayName: 'Moved Inc.' } });
    await connect();
    ids = await createPeople();
    inactive = await createUser({
      active: false,
      title: 'a\u2028b\u2029c',
      emails: [{ value: 'a@example.com', primary: true }],
    });
    const inner = await createGroup([inactive]);
    everybody = await createGroup([...ids, inner]);
    // Groups may go round in circles.
    await patch(`/Groups/${inner}`, [{ op: 'add', path: 'members', value: [{ value: everybody }] }]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('comes back as it was: ids, dates, members', async () => {
    const before = await send('GET', `/Users/${inactive}`);
    expect(await run('export', tenant, '--out', file('before'))).toMatchObject({ code: 0 });
    expect(said.at(-1)).toBe(`${people + 1} User, 2 Group, ${people + 3} memberships are exported.`);
    expect(statSync(file('before')).mode & 0o077).toBe(0);
    const text = readFileSync(file('before'), 'utf8');
    expect(text).not.toContain('never to be seen');
    expect(text).not.toContain(process.env.SCIM_TOKEN);

    await deleteTenant(operator, tenant);
    expect(await run('import', tenant, file('before'))).toMatchObject({ code: 0 });
    expect(said.at(-1)).toBe(`${people + 1} User, 2 Group, ${people + 3} memberships are imported.`);
    await connect();
    const after = await send('GET', `/Users/${inactive}`);
    expect(after.json).toMatchObject({ id: inactive, active: false, groups: before.json.groups });
    expect(after.json.meta?.created).toBe(before.json.meta?.created);
    expect(await memberIdsOf(everybody)).toHaveLength(people + 1);
    expect(sortIds(await memberIdsOf(everybody))).toEqual(expect.arrayContaining([ids[0], ids.at(-1)]));

    expect(await run('export', tenant, '--out', file('after'))).toMatchObject({ code: 0 });
    expect(lines('after')).toEqual(lines('before'));
  });

  test('is not changed by importing the same again', async () => {
    const before = await send('GET', `/Groups/${everybody}?excludedAttributes=members`);
    expect(await run('import', tenant, file('before'))).toMatchObject({ code: 0 });
    const after = await send('GET', `/Groups/${everybody}?excludedAttributes=members`);
    expect(after.json).toEqual(before.json);
  });

  test('gets nobody back into a group that has changed since, and is told why', async () => {
    const [somebody = ''] = ids;
    await patch(`/Groups/${everybody}`, [
      { op: 'replace', path: 'displayName', value: uniqueName('renamed') },
      { op: 'remove', path: `members[value eq "${somebody}"]` },
    ]);
    const { code, said: told } = await run('import', tenant, file('before'));
    expect([code, told]).toEqual([
      1,
      expect.stringMatching(/^ {2}line \d+: .* Its members in lines? \d.* not added\.$/m),
    ]);
    expect(await memberIdsOf(everybody)).not.toContain(somebody);
  });

  test('has nothing to migrate', async () => {
    const { code } = await run('migrate', '--json');
    const { read, written } = JSON.parse(said.at(-1) ?? '') as { read: number; written: number };
    expect([code, written]).toEqual([0, 0]);
    expect(read).toBeGreaterThan(people);
  });

  test('takes the lines that it can, and names the others', async () => {
    const clash = { ...(JSON.parse(lines('before')[0] ?? '') as { type: string; resource: Record<string, unknown> }) };
    const id = randomUUID();
    const resources = [
      { ...clash.resource, id },
      { ...clash.resource, id: randomUUID(), userName: uniqueName('fresh'), externalId: 'fresh' },
      { ...clash.resource, id: randomUUID(), userName: undefined },
      { ...clash.resource, id: randomUUID(), userName: uniqueName('wrong'), colour: 'red' },
    ].map((resource) => JSON.parse(JSON.stringify(resource)) as never);
    const answer = await operator.call('importResources', {
      parameters: { tenant, type: 'User' },
      body: { resources },
    });
    expect(answer).toMatchObject({ created: 1, present: 0 });
    expect(answer.refused.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/userName/),
      expect.stringMatching(/userName is required/),
      expect.stringMatching(/colour/),
    ]);
  });

  test('is refused from a file that was cut off or changed', async () => {
    const text = readFileSync(file('before'), 'utf8');
    writeFileSync(file('cut'), text.slice(0, -200));
    writeFileSync(file('changed'), text.replace('Inc.', 'Ltd.'));
    expect(await run('import', tenant, file('cut'))).toMatchObject({
      code: 1,
      said: expect.stringMatching(/cut off|no JSON/),
    });
    expect(await run('import', tenant, file('changed'))).toMatchObject({
      code: 1,
      said: expect.stringMatching(/SHA-256/),
    });
  });
});
