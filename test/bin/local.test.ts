import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lockFolder } from '#lib/local/folder-lock.ts';

const bin = join(import.meta.dirname, '../../bin/local.ts');
let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'rollcall-'));
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

function start(...args: string[]) {
  const options = ['--disable-warning=ExperimentalWarning', bin, '--data', data, ...args];
  const { status, stderr, stdout } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  return { status, stderr, stdout };
}

describe('npm start', () => {
  test.each([
    [['--bogus'], /^Unknown option '--bogus'\. See npm start -- --help\n$/],
    [['extra'], /^Unexpected argument 'extra'.*\n$/],
    [['--port', 'x'], /^--port x is no port: 0 to 65535\. See npm start -- --help\n$/],
    [['--port', '70000'], /^--port 70000 is no port/],
    [['--provider', 'nobody'], /^"nobody" is no identity provider\. See npm start -- --help\n$/],
  ])('with %j says in one line what is wrong and ends with code 2', (args, message) => {
    expect(start(...args)).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('explains its options', () => {
    const { status, stdout } = start('--help');
    expect(status).toBe(0);
    for (const option of ['--port', '--data', '--fresh', '--provider', '--record', '--verbose'])
      expect(stdout).toContain(option);
  });

  test('says in one line, before it builds, that the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    expect(start('--port', String(port))).toEqual({
      status: 1,
      stdout: '',
      stderr: `Port ${port} is taken; stop what uses it or choose another with --port.\n`,
    });
    server.close();
  });

  test('leaves no folder behind that it made for nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    expect(start('--port', String(port), '--data', join(data, 'not', 'yet')).status).toBe(1);
    server.close();
    expect(existsSync(join(data, 'not'))).toBe(false);
    expect(existsSync(data)).toBe(true);
  });

  test('says in one line that the file to record to is there already', () => {
    const file = join(data, 'recorded.json');
    writeFileSync(file, '[]');
    expect(start('--port', '0', '--record', file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `${file} is there already; choose another name for --record.\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('[]');
  });

  test('says in one line that another stack has the data, and leaves its files alone', async () => {
    const lock = await lockFolder(data);
    const before = readdirSync(data);
    const { status, stderr } = start('--fresh');
    expect(status).toBe(1);
    expect(stderr).toBe(
      `Another local stack (process ${process.pid}) is using ${data}; stop it or choose --data DIR.\n`,
    );
    expect(readdirSync(data)).toEqual(before);
    lock.release();
  });
});
