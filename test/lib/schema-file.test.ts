import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { resourceRoutes } from '../../lambdas/shared/endpoint/resource-routes.ts';
import { resourceTypesWith, type SchemaAdditions } from '../../lambdas/shared/scim/schema/additions.ts';
import { readCustomSchemas } from '../../lambdas/shared/scim/schema/custom-schemas.ts';
import { bundlingWith, projectRoot } from '../../lib/bundle/bundling.ts';
import { configuredStage } from '../../lib/config/configured-stage.ts';
import { routes, routesWith } from '../../lib/routes.ts';
import { readSchemaFile } from '../../lib/schema-file.ts';
import config from '../../rollcall.config.ts';
import { badgeUrn, devicesDocument, devicesFile, deviceType, deviceUrn, userWithBadge } from '../support/devices.ts';
import { type CfnResource, type CfnTemplate, render, resourcesOf, synthesize } from '../support/synthesize.ts';

const none = 'test/support/no-schemas.json';
const sources = 'lambdas/shared/scim/schema/custom.json';
let folder: string;

const readAdditions = (path: string) => JSON.parse(readFileSync(join(projectRoot, path), 'utf8')) as SchemaAdditions;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-schemas-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a schema file', () => {
  test('gives the endpoints of its own types, and what it adds to a bundle under a path that no checkout is part of', () => {
    const { additions, endpoints, indexes } = readSchemaFile(devicesFile);
    expect(endpoints).toEqual(['/Devices']);
    const types = readCustomSchemas(devicesDocument).resourceTypes;
    expect(Object.keys(indexes)).toEqual(['User', 'Group', 'Device']);
    expect(indexes.Device).toEqual(types[2]?.indexes.map(({ path }) => path));
    expect(additions).toMatch(/^\.\/node_modules\/\.cache\/rollcall\/schemas\/[0-9a-f]{32}\.json$/);
    expect(resourceTypesWith(readAdditions(additions))).toEqual(types);
    expect(readSchemaFile('docs/examples/devices.json')).toEqual(readSchemaFile(devicesFile));
  });

  test('adds what the sources add when it is empty', () => {
    const { additions, endpoints } = readSchemaFile(none);
    expect(endpoints).toEqual([]);
    expect(readAdditions(additions)).toEqual(readAdditions(sources));
  });

  test('may lie elsewhere', () => {
    const file = join(folder, 'elsewhere.json');
    writeFileSync(file, '{}');
    expect(readSchemaFile(file)).toEqual(readSchemaFile(none));
  });

  test.each(Object.keys(config.stages))('that stage %s names is right', (stage) => {
    expect(() => readSchemaFile(configuredStage(stage).settings.schemas)).not.toThrow();
  });

  test.each<[string, string, RegExp]>([
    ['is no JSON', '{\n  "Schemas": [\n', /^\S+: .*JSON.*$/],
    [
      'has a mistake',
      '{"ResourceTypes": [{"name": "X"}]}',
      /^\S+: ResourceTypes\[0\]\.endpoint: is missing; it must be .*$/,
    ],
  ])('that %s fails in one line that names it', (_, text, message) => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, text);
    expect(() => readSchemaFile(file)).toThrow(message);
    expect(() => readSchemaFile(file)).toThrow(file);
  });

  test('that is not there is named', () => {
    expect(() => readSchemaFile('no-such.json')).toThrow(/^no-such\.json: ENOENT/);
    expect(() => readSchemaFile(7)).toThrow('schemas must be the path of a JSON file, not 7.');
  });

  test('with a mistake ends the CDK app with that line and nothing else', () => {
    const file = join(folder, 'typo.json');
    writeFileSync(file, '{"Schema": []}');
    const { status, stderr } = spawnSync(process.execPath, ['bin/rollcall.ts'], {
      cwd: projectRoot,
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ schemas: file }), NODE_NO_WARNINGS: '1' },
    });
    const line = `Error: ${file}: the file: "Schema" is not known; it can have Schemas, ResourceTypes.\n`;
    expect([status, stderr]).toEqual([1, line]);
  });
});

test('what docs/custom-schemas.md shows can be read', () => {
  const text = readFileSync(join(projectRoot, 'docs/custom-schemas.md'), 'utf8');
  const [whole = '', entry = '', ...others] = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json);
  expect(others).toEqual([]);
  expect(readCustomSchemas(JSON.parse(whole)).resourceTypes[2]?.endpoint).toBe('/Devices');
  const badge = readCustomSchemas(devicesDocument).schemas.filter(({ id }) => id === badgeUrn);
  const { resourceTypes } = readCustomSchemas({ Schemas: badge, ResourceTypes: [JSON.parse(entry)] });
  expect(resourceTypes[0]).toEqual(userWithBadge);
});

describe('a deployment with the example', () => {
  let template: CfnTemplate;
  let plain: CfnTemplate;
  beforeAll(() => {
    template = synthesize({ schemas: devicesFile }).api;
    plain = synthesize().api;
  }, 60_000);

  const functionOf = (name: string): CfnResource | undefined =>
    resourcesOf(template, 'AWS::Lambda::Function').find(
      ([, { Properties }]) => Properties.FunctionName === `rollcall-dev-${name}`,
    )?.[1];
  const routeKeys = (of: CfnTemplate) =>
    resourcesOf(of, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => String(Properties.RouteKey));

  /** The statements of the function's role but for that of its own log group. */
  function statementsOf(name: string): readonly object[] {
    const role = render(functionOf(name)?.Properties.Role).replace(/^\$\{(.*)\.Arn\}$/, '$1');
    const statements = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => render((Properties.Roles as unknown[])[0]) === `\${${role}}`)
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: object[] }).Statement);
    return statements.filter((statement) => !JSON.stringify(statement).includes('logs:'));
  }

  test('has one more function, with the environment of users and their permissions', () => {
    const names = (of: CfnTemplate) =>
      resourcesOf(of, 'AWS::Lambda::Function').map(([, { Properties }]) => String(Properties.FunctionName));
    expect(names(template).filter((name) => !names(plain).includes(name))).toEqual(['rollcall-dev-resources']);
    expect(statementsOf('resources').length).toBeGreaterThan(3);
    // Nobody but users and groups is a member of groups, and has to leave many of them.
    const ofUsers = statementsOf('users').filter((statement) => !JSON.stringify(statement).includes('LeaveManyGroups'));
    expect(statementsOf('resources')).toEqual(ofUsers);
    expect(functionOf('resources')?.Properties.Environment).toEqual(functionOf('users')?.Properties.Environment);
  });

  test('has the routes that the handler answers, and the fallback knows them', () => {
    const answered = Object.keys(
      resourceRoutes(deviceType, () => {
        throw new Error('No route is called here.');
      }),
    );
    const added = routeKeys(template).filter((key) => !routeKeys(plain).includes(key));
    expect(answered).toContain('POST /Devices/.search');
    expect(added.map((key) => key.replace('/provisioning/{provider}/v2', '')).toSorted()).toEqual(answered.toSorted());
    const environment = functionOf('fallback')?.Properties.Environment as { Variables: { ROUTES: string } } | undefined;
    expect(JSON.parse(environment?.Variables.ROUTES ?? '')).toEqual(
      routesWith(['/Devices']).map(({ method, path }) => `${method} ${path}`),
    );
  });

  test('changes nothing else', () => {
    // Beside those of SCIM and the default there are the admin API's, one for each method.
    expect(routeKeys(plain)).toHaveLength(routes.length + 1 + 5);
    const ids = Object.keys(template.Resources);
    expect(Object.keys(plain.Resources).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

test('the bundler puts what the file adds into the function, and nothing without it', () => {
  const bundle = (alias: Record<string, string>) =>
    buildSync({
      entryPoints: ['lambdas/shared/scim/schema/resource-types.ts'],
      absWorkingDir: projectRoot,
      bundle: true,
      write: false,
      format: 'esm',
      alias,
    }).outputFiles[0]?.text;
  const { esbuildArgs = {} } = bundlingWith(readSchemaFile(devicesFile).additions);
  expect(bundle({ '#scim/schema/custom.json': String(esbuildArgs['--alias:#scim/schema/custom.json']) })).toContain(
    deviceUrn,
  );
  expect(bundle({})).not.toContain(deviceUrn);
});
