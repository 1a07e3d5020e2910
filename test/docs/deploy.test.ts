import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { settingNames } from '../../lib/config/settings.ts';
import { routes, routesWith } from '../../lib/routes.ts';
import { type CfnTemplate, resourcesOf, synthesize } from '../support/synthesize.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('docs/deploy.md explains each setting of a stage, and none that there is not', () => {
  const table = /\n\| setting \|.*?\n\n/s.exec(read('docs/deploy.md'))?.[0] ?? '';
  const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)[.\w]*`/g)].map(([, name]) => name),
  );
  expect(new Set(named)).toEqual(new Set(settingNames));
});

test('docs/deploy.md counts the routes of a deployment', () => {
  const numbers = /\| HTTP API: routes \|[^|]*\| (\d+), (\d+) more with a console, and (\d+) for each/.exec(
    read('docs/deploy.md'),
  );
  const { api, edge } = synthesize({ settings: { console: true } });
  const routesIn = (template: CfnTemplate | undefined) =>
    template === undefined ? 0 : resourcesOf(template, 'AWS::ApiGatewayV2::Route').length;
  const ofAType = routesWith(['/Devices']).length - routes.length;
  expect(numbers?.slice(1).map(Number)).toEqual([routesIn(api), routesIn(edge), ofAType]);
}, 60_000);

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
