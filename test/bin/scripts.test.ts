/** The commands of npm that have options of their own speak and end in one way, which is that of `rollcall` (docs/cli.md). */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../support/run-command.ts';

const scripts = ['deleted', 'demo', 'seed', 'tenant', 'token'];

const runAll = (...args: string[]) =>
  Promise.all(scripts.map(async (name) => ({ name, ...(await runCommand(name, args)) })));

test('each explains its options', async () => {
  for (const { name, status, stderr, stdout } of await runAll('--help')) {
    expect([name, status, stderr]).toEqual([name, 0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- \\[options\\]\\n`));
  }
});

test('each says what is wrong with an option and ends with code 2', async () => {
  const stderr = "error: unknown option '--bogus'\nSee --help.\n";
  expect(await runAll('--bogus')).toEqual(scripts.map((name) => ({ name, status: 2, stdout: '', stderr })));
});

test.each<[string, readonly string[], RegExp]>([
  ['demo', ['--provider', 'nobody'], /'nobody' is invalid\. It is no player\./],
  ['demo', ['--people', '3'], /'3' is invalid\. It must be \d+ to 9999\./],
  ['seed', ['--users', '1', '--groups', '1', '--members', '2'], /1 groups of 1 users cannot have 2 members\./],
  ['token', ['--provider', 'nobody'], /'nobody' is invalid\. It is no identity provider\./],
  ['token', ['--expires', '2001-01-01'], /'2001-01-01' is invalid\. It is no date to come\./],
  ['token', ['--user', 'ada'], /'ada' is invalid\. It is no id of a user\./],
])('npm run %s with %j is refused as a mistake of use', async (name, args, message) => {
  const { status, stderr, stdout } = await runCommand(name, args);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
});

/** Whatever is in the environment of the tests. */
const noConnection = { SCIM_BASE_URL: '', SCIM_TOKEN: '' };

test.each<[readonly string[], Readonly<Record<string, string>>, RegExp]>([
  [['--base-url', 'http://127.0.0.1:9'], {}, /base URL and no token\.\nGive --token or SCIM_TOKEN/],
  [[], { SCIM_BASE_URL: 'http://127.0.0.1:9' }, /base URL and no token\.\nGive --token or SCIM_TOKEN/],
  [['--token', 'rc_acme_x'], {}, /token and no base URL\.\nGive --base-url or SCIM_BASE_URL/],
  [[], { SCIM_TOKEN: 'rc_acme_x' }, /token and no base URL\.\nGive --base-url or SCIM_BASE_URL/],
])('npm run demo with half a connection (%j, %j) plays against nothing', async (args, environment, message) => {
  const { status, stderr, stdout } = await runCommand('demo', args, { ...noConnection, ...environment });
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
});

test.each<[number, object, RegExp]>([
  [401, { detail: 'no such token' }, /refuses this token with 401\.\n/],
  [403, { detail: 'the tenant is suspended' }, /answers with 403, .*: the tenant is suspended\n$/],
  [200, {}, /answers with 200, and not as a SCIM service provider\.\n$/],
])('npm run demo says that it was answered with %d', async (status, body, message) => {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = await runCommand('demo', [], { SCIM_BASE_URL: `${baseUrl}/`, SCIM_TOKEN: 'rc_acme_x' });
  server.close();
  expect(answer).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(message) });
  expect(answer.stderr).toContain(`error: ${baseUrl} `);
});

test('no command but npm start reads its options by itself', () => {
  const bin = join(import.meta.dirname, '../../bin');
  const own = readdirSync(bin).filter((file) => readFileSync(join(bin, file), 'utf8').includes('parseArgs'));
  expect(own).toEqual(['local.ts']);
});
