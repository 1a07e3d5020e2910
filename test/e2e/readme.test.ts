/** The README's walk with the command line, as it stands there, on a running stack. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperatorConnection, OperatorCredentials } from '#lib/operator/client.ts';
import { newTokenDelay } from '#tokens/authenticate.ts';
import { runCommand } from '../support/run-command.ts';

const { ADMIN_CONNECTION } = process.env;
const connection = JSON.parse(ADMIN_CONNECTION ?? 'null') as OperatorConnection | null;
const whereOperated = connection === null ? describe.skip : describe;

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const walk = /<!-- walk -->\n```sh\n([^]*?)```\n<!-- \/walk -->/.exec(readme)?.[1]?.trim().split('\n') ?? [];
/** A function that knows the tenant looks for a token that it does not know every other second. */

whereOperated('the walk of the README', () => {
  const tenant = `walk-${randomUUID().slice(0, 8)}`;
  let data: string;
  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-walk-'));
    const { credentials, region, url } = connection as OperatorConnection;
    writeFileSync(
      join(data, 'local.json'),
      JSON.stringify({ pid: process.pid, admin: { url, region, ...(credentials as OperatorCredentials) } }),
    );
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  /** What a reader puts in for what the page leaves open. */
  const open = { token: '', id: '', newId: '' };

  async function take(line: string) {
    const filled = line
      .replaceAll('acme', tenant)
      .replace('http://127.0.0.1:4000', new URL((connection as OperatorConnection).url).origin)
      .replace(/rc_\S+…/, open.token)
      .replace('<id>', open.id)
      .replace('<new id>', open.newId);
    const [, name, rest = ''] = /^(npx rollcall|npm run demo --) (.*)$/.exec(filled) ?? [];
    const args = [...rest.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    if (name === undefined) throw new Error(`This is no command of the walk: ${line}`);
    if (name !== 'npx rollcall') {
      if (open.newId !== '') await sleep(newTokenDelay);
      return runCommand('demo', [...args, '--people', '10']);
    }
    // Nobody is here to be asked, or to wait for two minutes.
    const asked = /^tokens (complete|revoke)|^tenants delete/.test(rest) ? ['--yes'] : [];
    const patience = rest.startsWith('tenants delete') ? ['--no-wait'] : [];
    return runCommand('cli', [...args, ...asked, ...patience, '--data', data]);
  }

  test('leads to a connection that JumpCloud fills, a rotation and a revocation', async () => {
    const said = new Map<string, string>();
    for (const line of walk) {
      const { status, stderr, stdout } = await take(line);
      expect([line, status, status === 0 ? '' : stderr + stdout.slice(-500)]).toEqual([line, 0, '']);
      const [, token] = /^Token +(rc_\S+)$/m.exec(stdout) ?? [];
      const [, id = ''] = /^Id +([0-9a-f]{32})$/m.exec(stdout) ?? [];
      if (token !== undefined) {
        open.token = token;
        if (open.id === '') open.id = id;
        else open.newId = id;
      }
      said.set(line, stdout);
    }
    const saidTo = (beginning: string) => [...said].find(([line]) => line.startsWith(beginning))?.[1];
    expect(walk).toHaveLength(11);
    expect(saidTo('npx rollcall connections show')).toMatch(/^First request +\d{4}-/m);
    expect(saidTo('npx rollcall users list')).toMatch(/ada\.1@jumpcloud\.example\.com/);
    for (const end of ['complete', 'revoke'])
      expect(saidTo(`npx rollcall tokens ${end}`)).toMatch(/^Status +revoked$/m);
  });
});
