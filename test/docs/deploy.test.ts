import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { settingNames } from '../../lib/config/settings.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('docs/deploy.md explains each setting of a stage, and none that there is not', () => {
  const table = /\n\| setting \|.*?\n\n/s.exec(read('docs/deploy.md'))?.[0] ?? '';
  const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)[.\w]*`/g)].map(([, name]) => name),
  );
  expect(new Set(named)).toEqual(new Set(settingNames));
});

test('pages name no script that package.json has not', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`);
  const named = ['README.md', ...pages].flatMap((page) =>
    [...read(page).matchAll(/npm run (?:-s |--silent )?([a-z][a-z0-9:-]*)/g)].map(
      ([, script = '']) => `${page}: ${script}`,
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((one) => !Object.hasOwn(scripts, one.split(': ')[1] ?? ''))).toEqual([]);
});
