/** What writes into a pipe that nobody reads any more (`| head`) ends as other tools do: with no word of it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

test.each([
  ['cli', ['tenants', '--help']],
  ['tenant', ['--help']],
])('bin/%s.ts', async (name, args) => {
  const file = join(import.meta.dirname, '../../bin', `${name}.ts`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args]);
  child.stdout.destroy();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  expect([await text(child.stderr), await ended]).toEqual(['', 141]);
});
