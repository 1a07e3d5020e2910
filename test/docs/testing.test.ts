/** The commands of docs/testing.md. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

// Jest takes all that follows --selectProjects, up to the next option, for names of projects.
test.each<[string, readonly string[]]>([
  ['a name', ['e2e/bulk']],
  ['a name and an option', ['-t', 'some test', 'e2e/bulk']],
])('npm run test:e2e with %s runs the files with that name, and no other', (_, args) => {
  const { stdout } = spawnSync('npm', ['run', '--silent', 'test:e2e', '--', ...args, '--listTests'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const files = stdout.split('\n').filter((line) => line.endsWith('.test.ts'));
  expect(files).toEqual([resolve(root, 'test/e2e/bulk.test.ts')]);
});
