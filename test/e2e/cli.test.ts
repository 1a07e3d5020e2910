/** The command line as a process of its own, on a running stack. Skipped where nothing says how to administer it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from '#admin/contract/connection.ts';
import type { IssuedToken, Token } from '#admin/contract/token.ts';
import type { Finding } from '#lib/cli/doctor/finding.ts';
import type { OperatorConnection, OperatorCredentials } from '#lib/operator/client.ts';
import { runCommand } from '../support/run-command.ts';

const { ADMIN_CONNECTION } = process.env;
const whereOperated = ADMIN_CONNECTION === undefined ? describe.skip : describe;

/** A function looks for a token that it does not know every other second. */
async function admitted(send: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.status !== 401 || tries === 30) return answer;
    await sleep(200);
  }
}

whereOperated('the command line', () => {
  const { credentials, region, url } = JSON.parse(ADMIN_CONNECTION ?? '{}') as OperatorConnection;
  const key = credentials as OperatorCredentials;
  const tenant = `cli-${randomUUID().slice(0, 8)}`;
  let data: string;
  const writeLocal = (secretAccessKey: string) => {
    const admin = { url, region, ...key, secretAccessKey };
    writeFileSync(join(data, 'local.json'), JSON.stringify({ pid: process.pid, admin }));
  };

  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
    writeLocal(key.secretAccessKey);
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const run = (...args: string[]) => runCommand('cli', [...args, '--data', data]);
  const json = async <T>(...args: string[]): Promise<T> => {
    const { status, stdout, stderr } = await run(...args, '--json');
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const createUser = (baseUrl: string, token: string, userName: string) =>
    admitted(() =>
      fetch(`${baseUrl}/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ userName }),
      }),
    );

  test('leads through a whole activation: tenant, connection, token, rotation, revocation, deletion', async () => {
    expect((await run('tenants', 'create', tenant, '--name', 'From a terminal')).status).toBe(0);
    const { baseUrl } = await json<Connection>('connections', 'activate', tenant, 'okta');

    const issued = await run('tokens', 'issue', tenant, 'okta', '--label', 'first');
    const [, first = ''] = /^Token +(rc_\S+)$/m.exec(issued.stdout) ?? [];
    const [, id = ''] = /^Id +(\S+)$/m.exec(issued.stdout) ?? [];
    expect(issued.stderr).toMatch(/shown this once/);
    expect(issued.stderr).not.toContain(first);
    expect((await createUser(baseUrl, first, 'ada@example.com')).status).toBe(201);

    const second = await json<IssuedToken>('tokens', 'rotate', tenant, 'okta', id);
    const newToken = second.secret ?? '';
    expect((await createUser(baseUrl, newToken, 'grace@example.com')).status).toBe(201);
    expect((await createUser(baseUrl, first, 'alan@example.com')).status).toBe(201);
    const listed = await run('tokens', 'list', tenant, 'okta');
    expect(listed.stdout).toMatch(new RegExp(`^${id}  first  being replaced  scim:read scim:write`, 'm'));
    expect(listed.stdout).not.toMatch(/rc_/);
    expect(await json<Token>('tokens', 'complete', tenant, 'okta', id, '--yes')).toMatchObject({ status: 'revoked' });
    expect((await createUser(baseUrl, newToken, 'edsger@example.com')).status).toBe(201);

    const found = await run('users', 'list', tenant, '--search', 'A', '--limit', '1');
    expect(found.stdout).toMatch(/^ID +USER NAME .*\n\S{36}  ada@example\.com +yes\n$/);
    expect(found.stderr).toMatch(/There are more than these 1/);
    expect(await json<Token>('tokens', 'revoke', tenant, 'okta', second.token.id, '--yes')).toMatchObject({
      status: 'revoked',
    });
    const trail = await json<{ operation: string }[]>('audit', tenant, '--limit', '3');
    expect(trail.map(({ operation }) => operation)).toContain('revokeToken');
    const deleted = await run('tenants', 'delete', tenant, '--yes', '--no-wait');
    expect(deleted).toMatchObject({ status: 0, stdout: '', stderr: expect.stringMatching(/\d+ items are deleted/) });
  });

  test('renames and limits a tenant, takes a rotation back, and shows who is in which group', async () => {
    const own = `${tenant}-2`;
    await json('tenants', 'create', own);
    expect(await json('tenants', 'rename', own, 'Acme Inc.')).toMatchObject({ displayName: 'Acme Inc.' });
    expect((await run('tenants', 'show', own)).stdout).toMatch(/^Name +Acme Inc\.$/m);
    const limited = await run('tenants', 'limit', own, '100/250');
    expect(limited.stdout).toMatch(/^Rate limit +100\/250$/m);
    const refused = await run('tenants', 'limit', own, '24/100');
    expect(refused).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: "24\/100" is no rate limit\.\nGive .* 25 to 10000/),
    });
    expect((await run('tenants', 'limit', own, 'default')).stdout).toMatch(/^Rate limit .*, as the deployment says$/m);
    const { baseUrl } = await json<Connection>('connections', 'activate', own, 'generic');
    const { secret = '', token } = await json<IssuedToken>('tokens', 'issue', own, 'generic', '--label', 'main');

    const { token: second } = await json<IssuedToken>('tokens', 'rotate', own, 'generic', token.id);
    const cancelled = await run('tokens', 'cancel', own, 'generic', token.id, '--yes');
    expect(cancelled.stdout).toMatch(new RegExp(`^Id +${token.id}\nLabel +main\nStatus +active$`, 'm'));
    const status = new Map(
      (await json<Token[]>('tokens', 'list', own, 'generic')).map((each) => [each.id, each.status]),
    );
    expect([status.get(token.id), status.get(second.id)]).toEqual(['active', 'revoked']);

    const created = await createUser(baseUrl, secret, 'ada@example.com');
    const { id: user } = (await created.json()) as { id: string };
    const body = JSON.stringify({ displayName: 'Staff', members: [{ value: user }] });
    const headers = { authorization: `Bearer ${secret}` };
    const staff = await admitted(() => fetch(`${baseUrl}/Groups`, { method: 'POST', headers, body }));
    const { id: group } = (await staff.json()) as { id: string };
    const shown = await run('users', 'show', own, user);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      id: user,
      userName: 'ada@example.com',
      meta: { version: 'W/"1"' },
    });
    const shownGroup = JSON.parse((await run('groups', 'show', own, group)).stdout) as object;
    expect(shownGroup).toMatchObject({ id: group, displayName: 'Staff' });
    expect(shownGroup).not.toHaveProperty('members');
    const members = await run('groups', 'members', own, group);
    expect(members.stdout).toBe(`ID${' '.repeat(36)}NAME             TYPE\n${user}  ada@example.com  User\n`);
    const groups = await json('users', 'groups', own, user);
    expect(groups).toEqual([{ id: group, type: 'direct', displayName: 'Staff' }]);
    const nobody = await run('groups', 'show', own, user);
    expect(nobody).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `error: There is no Group with the id "${user}".\n`,
    });
    await run('tenants', 'delete', own, '--yes', '--no-wait');
  });

  test('takes another address and the credentials of the environment', async () => {
    const environment = {
      ROLLCALL_URL: url,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      AWS_REGION: region,
    };
    const { status, stderr } = await runCommand('cli', ['tenants', 'show', 'nobody-at-all'], environment);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'error: There is no tenant "nobody-at-all".\n' });
  });

  test('has a doctor that finds a stack in health, and leaves nothing that opens', async () => {
    const findings = await json<Finding[]>('doctor');
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      'deployment',
      'address',
      'clock',
      'permission',
      'table',
      'secret',
      'token key',
      'SCIM create',
      'SCIM read',
      'SCIM filter',
      'SCIM patch',
      'SCIM delete',
      'SCIM absence',
      'revocation',
      'deletion',
    ]);
    const made = /doctor-[0-9a-f]{8}/.exec(findings[4]?.detail ?? '')?.[0] ?? '';
    expect(await json('tenants', 'show', made)).toMatchObject({ status: 'deleting' });
  });

  test('has a doctor that names a wrong key', async () => {
    writeLocal('another');
    const { status, stdout } = await run('doctor');
    writeLocal(key.secretAccessKey);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^✓ clock .*\n✗ permission .*access key of local\.json.*\n *→ Stop it and run npm start again\.\n$/m,
    );
  });
});
