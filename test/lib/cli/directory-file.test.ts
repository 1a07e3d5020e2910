import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as z from 'zod';
import type { keptResource } from '#admin/contract/transfer.ts';
import { checkWhole, DirectoryWriter, readHeader, readLines } from '#lib/cli/directory-file.ts';

const at = '2026-01-31T09:00:00.000Z';
const first = { tenant: 'acme', displayName: 'Acme Inc.', exportedAt: at };
const id = '00000000-0000-4000-8000-000000000000';
const userNamed = (userName: string): z.infer<typeof keptResource> => ({
  id,
  userName,
  meta: { created: at, lastModified: at },
});
let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFile = () => join(folder, `${(files += 1)}.ndjson`);

async function written(...names: readonly string[]): Promise<string> {
  const file = newFile();
  const writer = await DirectoryWriter.create(file, first);
  for (const name of names) await writer.write({ type: 'User', resource: userNamed(name) });
  await writer.close();
  return file;
}

async function namesIn(file: string): Promise<readonly unknown[]> {
  await checkWhole(file);
  const names: unknown[] = [];
  for await (const line of readLines(file)) if ('resource' in line) names.push(line.resource.userName);
  return names;
}

describe('a file of a directory', () => {
  test.each([
    ['U+2028', '\u2028'],
    ['U+2029', '\u2029'],
    ['U+0085', '\u0085'],
    ['a carriage return', '\r'],
    ['a line feed', '\n'],
    ['both', '\r\n'],
    ['a form feed', '\f'],
  ])('is read as it was written with %s in values', async (_, character) => {
    const names = [`a${character}b`, character, `${character}${character}`];
    const file = await written(...names);
    expect(await namesIn(file)).toEqual(names);
    expect(await readHeader(file)).toMatchObject(first);
  });

  test('is read as it was written where chunks end within a character', async () => {
    // Characters of three bytes, which no power of two is a multiple of, begun at each of three places.
    const names = ['', 'a', 'ab'].map((begin) => begin + '\u2028€'.repeat(40_000));
    expect(await namesIn(await written(...names))).toEqual(names);
  });

  test('may have passed through a system whose lines end otherwise, or that takes the last end away', async () => {
    const file = await written('ada', 'grace');
    const text = readFileSync(file, 'utf8');
    for (const other of [text.replaceAll('\n', '\r\n'), text.trimEnd()]) {
      writeFileSync(file, other);
      expect(await namesIn(file)).toEqual(['ada', 'grace']);
    }
  });

  test('is refused where one character is another', async () => {
    const file = await written('ada');
    writeFileSync(file, readFileSync(file, 'utf8').replace('ada', 'adb'));
    await expect(checkWhole(file)).rejects.toThrow('SHA-256');
  });
});

describe('a file that cannot be used', () => {
  test.each([
    ['there is none', 'none', /none cannot be read: there is no such file/],
    ['it is a folder', '.', /cannot be read: it is a folder/],
  ])('is named with the reason: %s', async (_, name, message) => {
    const error = await readHeader(join(folder, name)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'CommandError', message: expect.stringMatching(message) });
  });

  test('is named where its folder is missing', async () => {
    await expect(DirectoryWriter.create(join(folder, 'none', 'x'), first)).rejects.toMatchObject({
      name: 'CommandError',
      message: expect.stringMatching(/none\/x\.part cannot be written: there is no such file or folder\.$/),
    });
  });

  const whereFull = existsSync('/dev/full') ? test : test.skip;
  whereFull('is named where the disk is full, and what was begun can be taken away', async () => {
    const file = newFile();
    symlinkSync('/dev/full', `${file}.part`);
    const writer = await DirectoryWriter.create(file, first);
    const write = async () => {
      for (let times = 0; times < 20; times += 1) {
        await writer.write({ type: 'User', resource: userNamed('x'.repeat(10_000)) });
      }
    };
    const message = expect.stringMatching(/\.part cannot be written: the disk is full\.$/);
    await expect(write()).rejects.toMatchObject({ name: 'CommandError', message });
    await expect(writer.close()).rejects.toMatchObject({ name: 'CommandError', message });
    await writer.abandon();
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });
});
