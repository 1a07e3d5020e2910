import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What npm prints; what it says beside that goes to this terminal. Its exit code is no error here. */
export function npm(...args: readonly string[]): string {
  // npm is a script with another name on Windows.
  const { stdout, error } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw new Error(`npm cannot be run: ${error.message}`);
  return stdout;
}
