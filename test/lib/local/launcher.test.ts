import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const module = join(import.meta.dirname, '../../../lib/local/launcher.ts');
const stack = `const { whenLauncherIsGone } = await import(${JSON.stringify(module)});
  whenLauncherIsGone(() => { console.log('gone'); process.exit(); });
  console.log('running');
  setTimeout(() => { console.log('still running'); process.exit(); }, 1_000);`;

/** What a stack says that is started as npm starts it, with or without a shell in between, once npm is killed. */
async function outputAfterKill(withShell: boolean, environment: Record<string, string>): Promise<string> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', stack];
  // "exit" keeps the shell: it would else be replaced by its only command.
  const started = withShell ? ['/bin/sh', '-c', '"$@"; exit $?', 'sh', ...command] : command;
  const npm = `process.title = 'npm start';
    require('node:child_process').spawn(...${JSON.stringify([started[0], started.slice(1)])}, { stdio: 'inherit' });`;
  const launcher = spawn(process.execPath, ['-e', npm], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  launcher.stdout.setEncoding('utf8');
  await once(launcher.stdout, 'data');
  launcher.kill('SIGKILL');
  return (await launcher.stdout.toArray()).join('').trim();
}

describe('a stack whose npm is killed', () => {
  test.each([
    [false, { npm_lifecycle_event: 'start' }, 'gone'],
    [true, { npm_lifecycle_event: 'start' }, process.platform === 'linux' ? 'gone' : 'still running'],
    [false, {}, 'still running'],
  ])('with a shell in between %p and environment %j is %s', async (withShell, environment, output) => {
    expect(await outputAfterKill(withShell, environment as Record<string, string>)).toBe(output);
  });
});
