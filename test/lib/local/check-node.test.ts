import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const check = join(import.meta.dirname, '../../../lib/local/check-node.cjs');

describe('started on Node', () => {
  test.each([
    ['18.20.8', 1],
    ['22.17.9', 1],
    ['22.18.0', 0],
    ['24.0.0', 0],
  ])('%s, the check ends with code %i', (version, code) => {
    const script = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
      require(${JSON.stringify(check)});`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(status).toBe(code);
    expect(stderr).toMatch(code === 0 ? /^$/ : /^Rollcall needs Node 22\.18 or newer; .+\n$/);
  });
});
