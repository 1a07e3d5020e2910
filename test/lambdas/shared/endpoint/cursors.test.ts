import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCursors } from '#endpoint/cursors.ts';

let reads: string[];
let secret: string | undefined;
const cursors = () =>
  createCursors(async (name) => {
    reads.push(name);
    return secret;
  });

beforeEach(() => {
  reads = [];
  secret = 'a'.repeat(64);
  process.env.CURSOR_KEY_SECRET = 'rollcall/test/cursor-key';
});

describe('cursors of an environment', () => {
  test('read their key once, and not before it is needed', async () => {
    const cursorsOf = cursors();
    const acme = cursorsOf('acme');
    expect(reads).toEqual([]);
    const sealed = await acme.seal('text', 'list');
    await expect(cursorsOf('acme').open(sealed, 'list')).resolves.toBe('text');
    expect(reads).toEqual(['rollcall/test/cursor-key']);
  });

  test('are understood by every environment of the deployment, for the same tenant', async () => {
    const sealed = await cursors()('acme').seal('text', 'list');
    await expect(cursors()('acme').open(sealed, 'list')).resolves.toBe('text');
    await expect(cursors()('other').open(sealed, 'list')).resolves.toBeUndefined();
  });

  test('fail when there is no key, or nobody says which', async () => {
    const { seal } = cursors()('acme');
    secret = undefined;
    await expect(seal('text', 'list')).rejects.toThrow('rollcall/test/cursor-key does not exist');
    delete process.env.CURSOR_KEY_SECRET;
    await expect(seal('text', 'list')).rejects.toThrow('CURSOR_KEY_SECRET is not set');
  });
});
