/** What commands write into this folder by the examples of the pages is kept out of git, and out of what is linted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.md'),
);
const text = ['README.md', ...pages.map((page) => `docs/${page}`)].map(read).join('\n');
const written = new Set([
  'sbom.cdx.json',
  ...[...text.matchAll(/ --(?:record|out) ([\w./-]*\.\w+)/g)].map(([, file = '']) => file),
]);

/** What a line of .gitignore means here: a folder, or names at any depth. */
const isIgnored = (file: string) =>
  read('.gitignore')
    .split('\n')
    .some((line) => line !== '' && (line.endsWith('/') ? file.startsWith(line) : matchesGlob(file, line)));

test('there are some', () => {
  expect([...written]).toEqual(expect.arrayContaining(['sbom.cdx.json', '.rollcall/live.json', 'acme.ndjson']));
});

test('git ignores them', () => {
  expect([...written].filter((file) => !isIgnored(file))).toEqual([]);
});

test('so does the lint, where it would read them', () => {
  const { files } = JSON.parse(read('biome.json')) as { readonly files: { readonly includes: readonly string[] } };
  const excluded = files.includes.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const linted = [...written].filter((file) => /\.(json|[jt]sx?)$/.test(file));
  expect(linted.filter((file) => !excluded.some((one) => file === one || file.startsWith(`${one}/`)))).toEqual([]);
});
