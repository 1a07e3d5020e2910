import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DirectoryWriter } from '#lib/cli/directory-file.ts';
import { runProgram } from '#lib/cli/program.ts';
import { fakeTerminal } from './support.ts';

let data: string;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** The address of nobody: what gets that far was understood. */
const admin = {
  url: 'http://127.0.0.1:65534/operator/v1',
  region: 'eu-west-1',
  accessKeyId: 'a',
  secretAccessKey: 'b',
};

function writeLocal(pid: number): void {
  writeFileSync(join(data, 'local.json'), JSON.stringify({ pid, admin }));
}

async function run(args: readonly string[], answer?: string) {
  const terminal = fakeTerminal(answer);
  const code = await runProgram(args, terminal, undefined);
  return { ...terminal, code, said: terminal.notes.join('\n') };
}

describe('a command line', () => {
  test.each([
    [[], /^Usage: rollcall/],
    [['tenants'], /^Usage: rollcall tenants/],
    [['bogus'], /unknown command 'bogus'/],
    [['tenants', 'lst'], /unknown command 'lst'[^]*Did you mean list/],
    [['tenants', 'show'], /missing required argument 'tenant'/],
    [['tenants', 'show', 'a', 'b'], /too many arguments/],
    [['tenants', 'list', '--bogus'], /unknown option '--bogus'/],
    [['tenants', 'list', '--limit', '0'], /--limit.*must be 1 to 999999/],
    [['connections', 'activate', 'acme', 'nobody'], /Allowed choices are generic, jumpcloud/],
    [['connections', 'switches', 'acme', 'okta', '--strict', 'yes'], /Allowed choices are on, off, default/],
    [['tokens', 'issue', 'acme', 'okta'], /required option '--label <text>' not specified/],
    [['tokens', 'issue', 'acme', 'okta', '--label', 'x', '--expires', '31.1.2027'], /It must be a date/],
    [
      ['tokens', 'issue', 'acme', 'okta', '--label', 'x', '--scope', 'all'],
      /Allowed choices are scim:read, scim:write/,
    ],
    [['log', 'acme', '--method', 'FOO'], /--method.*'FOO' is invalid.*Allowed choices are GET, POST/],
    [['users', 'list', 'acme', '--search', 'a', '--filter', 'b'], /cannot be used with option/],
  ])('%j ends with code 2 and says why', async (args, message) => {
    const { code, out, said } = await run(args);
    expect({ code, out, said }).toEqual({ code: 2, out: [], said: expect.stringMatching(message) });
  });

  test.each([['tenants'], ['connections'], ['tokens'], ['users'], ['groups'], ['audit'], ['doctor']])(
    '%s --help is an answer',
    async (name) => {
      const { code, out, said } = await run([name, '--help']);
      expect({ code, out, said }).toEqual({
        code: 0,
        out: [expect.stringContaining(`Usage: rollcall ${name}`)],
        said: '',
      });
    },
  );

  test.each([
    ['nobody is there to be asked', undefined, 2, /nobody is there to be asked[^]*--yes/],
    ['the answer is no', 'n', 1, /Nothing was done/],
    ['the answer is yes', 'y', 1, /Nobody answers at .* \(ECONNREFUSED\)/],
  ])('asks before it deletes: %s', async (_, answer, expected, message) => {
    writeLocal(process.pid);
    const { code, questions, said } = await run(['tenants', 'delete', 'acme', '--data', data], answer);
    expect({ code, said }).toEqual({ code: expected, said: expect.stringMatching(message) });
    expect(questions).toHaveLength(answer === undefined ? 0 : 1);
  });

  test('says where no local stack runs, and where one has ended', async () => {
    const none = await run(['tenants', 'list', '--data', join(data, 'none')]);
    expect([none.code, none.said]).toEqual([
      1,
      expect.stringMatching(/^error: No local stack uses .*none\.\nRun npm start/),
    ]);
    // A process of this number cannot be: Linux counts to 4,194,304 at most.
    writeLocal(2 ** 30);
    const ended = await run(['tenants', 'list', '--data', data]);
    expect([ended.code, ended.said]).toEqual([1, expect.stringMatching(/process 1073741824\) has ended/)]);
  });
});

describe('a file', () => {
  const none = () => join(data, 'no-stack');

  test('is checked where no stack runs', async () => {
    const file = join(data, 'acme.ndjson');
    const exportedAt = '2026-01-31T09:00:00.000Z';
    const writer = await DirectoryWriter.create(file, { tenant: 'acme', displayName: 'Acme', exportedAt });
    await writer.close();
    const { code, out } = await run(['import', 'acme', file, '--check', '--json', '--data', none()]);
    expect([code, out]).toEqual([0, ['{}']]);
    const imported = await run(['import', 'acme', file, '--data', none()]);
    expect([imported.code, imported.said]).toEqual([1, expect.stringMatching(/^error: No local stack uses/)]);
  });

  test('that is not there is named, and not the stack', async () => {
    writeLocal(process.pid);
    for (const check of [[], ['--check']]) {
      const { code, said } = await run(['import', 'acme', none(), '--data', data, ...check]);
      expect([code, said]).toEqual([1, `error: ${none()} cannot be read: there is no such file or folder.`]);
    }
  });
});

describe('the doctor', () => {
  test('names a stack that does not answer, and how to mend it', async () => {
    writeLocal(process.pid);
    const { code, out, said } = await run(['doctor', '--data', data]);
    expect(code).toBe(1);
    expect(out).toEqual([
      expect.stringMatching(/^✓ deployment {3}local stack/),
      expect.stringMatching(/^✗ address .*Nobody answers at .*\n *→ Run npm start in another terminal\.$/),
    ]);
    expect(said).toBe('error: 1 of 2 checks failed.');
  });
});
