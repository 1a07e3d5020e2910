import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operations } from '#admin/contract/operations.ts';
import { buildConsole } from '#lib/console-build.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the built console', () => {
  const indexes = { User: ['userName'], Device: ['serialNumber'] };
  let output: string;
  let files: readonly string[];
  const read = (name: string) => readFileSync(join(output, name), 'utf8');
  const ofKind = (ending: string) => files.filter((name) => extname(name) === ending).map(read);

  beforeAll(() => {
    output = join(mkdtempSync(join(tmpdir(), 'rollcall-console-')), 'site');
    ({ files } = buildConsole(root, output, indexes));
  });

  afterAll(() => rmSync(join(output, '..'), { recursive: true }));

  test('is a page, a script, a stylesheet and an icon, each but the page named after its content', () => {
    expect(files.map((name) => name.replace(/-[0-9A-Z]{8}(?=\.)/, '-#')).toSorted()).toEqual([
      'assets/icon-#.svg',
      'assets/main-#.css',
      'assets/main-#.js',
      'index.html',
    ]);
  });

  test('weighs less than 60 kB on the way, style and script together', () => {
    const weight = [...ofKind('.js'), ...ofKind('.css')].reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(weight).toBeLessThan(60_000);
  });

  test('leaves the schema library to the server, and has what the contract says of each operation', () => {
    const [script = ''] = ofKind('.js');
    expect(script.match(/zod/gi)).toBeNull();
    for (const { path } of Object.values(operations)) expect(script.includes(`"${path}"`)).toBe(true);
  });

  test('knows which attributes of the deployment are indexed', () => {
    const [script = ''] = ofKind('.js');
    for (const attribute of Object.values(indexes).flat()) expect(script.includes(`"${attribute}"`)).toBe(true);
  });

  test('refers to each of its files from the page by an absolute path, as pages are at any depth', () => {
    const page = read('index.html');
    for (const name of files.filter((each) => each !== 'index.html')) expect(page).toContain(`"/console/${name}"`);
  });

  test('has nothing inline, and evaluates no text as code', () => {
    const page = read('index.html');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    const [script = ''] = ofKind('.js');
    // Names of what was found alone: the script itself would fill pages.
    expect(script.match(/\beval\(|\bFunction\(|document\.write\b|dangerouslySetInnerHTML:/g)).toBeNull();
  });

  test('loads nothing from elsewhere', () => {
    for (const style of ofKind('.css')) expect(style).not.toMatch(/@import|url\(["']?(https?:|\/\/)/);
    expect(read('index.html')).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  test('leaves nothing of an earlier build', () => {
    writeFileSync(join(output, 'assets', 'old.js'), '');
    buildConsole(root, output, indexes);
    expect(() => read('assets/old.js')).toThrow('ENOENT');
  });
});
