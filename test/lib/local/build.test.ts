import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildAssembly, firstErrorOf } from '#lib/local/build.ts';

/** Stands for the CLI: makes an assembly of the one source file there is, or fails as that file says. */
const cdk = `const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const source = readFileSync('lib/stack.txt', 'utf8');
if (source.startsWith('fail')) { console.error('Notice\\n' + source.slice(5)); process.exit(1); }
appendFileSync('runs', process.argv.slice(2).join(' ') + (process.env.AWS_PROFILE ?? '') + '\\n');
writeFileSync('cdk.out/manifest.json', source);`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-'));
  for (const folder of ['lib', 'cdk.out', 'node_modules/aws-cdk/bin'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'node_modules/aws-cdk/bin/cdk'), cdk);
  writeFileSync(join(root, 'lib/stack.txt'), 'one');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const build = () => buildAssembly({ root, output: join(root, 'cdk.out'), schemas: 'own.json' });
const runs = () => readFileSync(join(root, 'runs'), 'utf8').trimEnd().split('\n');

describe('the build', () => {
  test('runs again only when a source or the assembly has changed', async () => {
    await build();
    await build();
    expect(runs()).toHaveLength(1);
    appendFileSync(join(root, 'lib/stack.txt'), ' two');
    await build();
    expect(runs()).toHaveLength(2);
    writeFileSync(join(root, 'own.json'), '{}');
    await build();
    expect(runs()).toHaveLength(3);
    writeFileSync(join(root, 'rollcall.config.ts'), 'export {}');
    await build();
    expect(runs()).toHaveLength(4);
    writeFileSync(join(root, 'cdk.out/manifest.json'), 'of another stage');
    await build();
    expect(runs()).toHaveLength(5);
    rmSync(join(root, 'cdk.out/manifest.json'));
    await build();
    expect(runs()).toHaveLength(6);
  });

  test('asks for an assembly without an account', async () => {
    process.env.AWS_PROFILE = 'mine';
    try {
      await build();
    } finally {
      delete process.env.AWS_PROFILE;
    }
    expect(runs()).toEqual([`synth --quiet -c local=true --output ${join(root, 'cdk.out')}`]);
  });

  test('that fails says so in one line, and runs again', async () => {
    writeFileSync(join(root, 'lib/stack.txt'), 'fail \u001b[31mSyntaxError: no such thing\u001b[0m\n    at somewhere');
    await expect(build()).rejects.toThrow(/^The build fails: SyntaxError: no such thing$/);
    writeFileSync(join(root, 'lib/stack.txt'), 'good again');
    await build();
    expect(runs()).toHaveLength(1);
  });

  test.each([
    [
      'npm warn Unknown error\nBundling…\n  ✘ [ERROR] Unexpected ";"  \n\n    lambdas/users/handler.ts:1:23:\n',
      '✘ [ERROR] Unexpected ";" (lambdas/users/handler.ts:1:23)',
    ],
    ['lib/stage.ts:3\nthrow new Error("bad");\n  ^\n\nError: bad\n    at x', 'Error: bad'],
    ['something\nan error there\nthe end', 'an error there'],
    ['one\ntwo\n\n', 'two'],
    ['', 'it said nothing'],
  ])('of the output %j tells what matters', (output, line) => {
    expect(firstErrorOf(output)).toBe(line);
  });
});
