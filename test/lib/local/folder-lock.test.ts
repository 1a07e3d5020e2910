import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockFolder } from '#lib/local/folder-lock.ts';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rollcall-')), 'data');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

describe('the lock of a folder', () => {
  test('is held by one and free again after its release', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}) is using ${folder}`);
    lock.release();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
    (await lockFolder(folder)).release();
  });

  test('leaves no folder behind that it made and nobody used, and any other', async () => {
    const below = join(folder, 'below');
    (await lockFolder(below)).release();
    expect([existsSync(folder), existsSync(join(folder, '..'))]).toEqual([false, true]);
    const lock = await lockFolder(below);
    writeFileSync(join(folder, 'kept'), '');
    lock.release();
    expect([existsSync(folder), existsSync(below)]).toEqual([true, false]);
    mkdirSync(below);
    (await lockFolder(below)).release();
    expect(existsSync(below)).toBe(true);
  });

  test.each([
    ['names a process that is gone', JSON.stringify({ pid: 2 ** 30, port: 1 })],
    ['names a process that is now another program', JSON.stringify({ pid: process.pid, port: 1 })],
    ['is broken', '{"pid":'],
  ])('is taken over when it %s', async (_name, content) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock.json'), content);
    const lock = await lockFolder(folder);
    lock.release();
  });
});
