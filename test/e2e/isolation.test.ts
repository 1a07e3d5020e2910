/** No tenant learns anything of another: on every route it is answered as if the other did not exist. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { readAssembly } from '#lib/local/template.ts';
import { operatorClient } from '#lib/operator/client.ts';
import { devicesFile } from '../support/devices.ts';
import { clientFor } from '../support/engine.ts';
import { synthesize } from '../support/synthesize.ts';
import { recordAccess } from './support/access-record.ts';
import { type ProbedType, probesOf } from './support/isolation/probes.ts';
import { type Foreign, names, nobody, type Probe, sendProbe, type World } from './support/isolation/world.ts';

const basePath = '/provisioning/{provider}/v2';
const inventory = 'urn:example:scim:schemas:extension:inventory:2.0:Device';
let folder: string;
let stack: LocalStack;
/** Of routes and probes below the base URL: what both tenants were answered. */
let worlds: readonly [besideNeighbour: World, alone: World];
let types: readonly ProbedType[];
let routes: readonly (readonly [method: string, path: string])[];
let otherRoutes: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-isolation-'));
  const assembly = synthesize({ bundle: true, outdir: folder, schemas: devicesFile }).folder;
  stack = await startLocalStack({ assembly, port: 0, onAccess: recordAccess() });
  const keys = readAssembly(assembly, stack.region).apis.flatMap((api) => api.routes.map(({ routeKey }) => routeKey));
  const isScim = (key: string) => key.split(' ')[1]?.startsWith(basePath) === true;
  routes = keys.filter(isScim).map((key) => {
    const [method = '', path = ''] = key.split(' ');
    return [method, path.slice(basePath.length)] as const;
  });
  otherRoutes = keys.filter((key) => !isScim(key));
  const neighbour = await openTenant('neighbour', ['generic', 'okta']);
  const foreign = await neighbourOf(neighbour);
  worlds = [await makeWorld('beside', foreign), await makeWorld('alone', nobody(foreign))];
}, 120_000);

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A tenant with a token for each provider, issued before a function knows the tenant: each works at once. */
async function openTenant(tenant: string, providers: readonly ('generic' | 'okta')[], user?: string) {
  const operator = operatorClient({
    url: `${stack.origin}/operator/v1`,
    region: stack.region,
    credentials: stack.accessKey,
  });
  await operator.call('createTenant', { body: { id: tenant, displayName: tenant } });
  const tokens: Record<string, string> = {};
  for (const provider of providers) {
    const parameters = { tenant, provider };
    await operator.call('activateConnection', { parameters, body: {} });
    const issued = await operator.call('issueToken', { parameters, body: { label: 'x' } });
    tokens[provider] = issued.secret ?? '';
  }
  if (user !== undefined) {
    const parameters = { tenant, provider: 'generic' } as const;
    tokens.me = (await operator.call('issueToken', { parameters, body: { label: 'me', user } })).secret ?? '';
  }
  return tokens;
}

async function scim(token: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${stack.origin}/provisioning/generic/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(json)}`);
  return json;
}

const create = async (token: string, path: string, body: object) => String((await scim(token, 'POST', path, body)).id);
const deviceOf = (name: string, owner: string) => ({
  schemas: ['urn:example:scim:schemas:core:2.0:Device', inventory],
  serialNumber: name,
  owner: { value: owner },
  [inventory]: { assetTag: name },
});

/** Somebody who has all that a tenant can have, twice at least, so that every list of it has cursors. */
async function neighbourOf({ generic = '', okta = '' }: Readonly<Record<string, string>>): Promise<Foreign> {
  const users = await Promise.all(
    names.map((name) =>
      create(generic, '/Users', {
        userName: name,
        externalId: name,
        displayName: name,
        emails: [{ value: `${name}@example.com`, type: 'work' }],
      }),
    ),
  );
  const [first = '', second = ''] = users;
  const member = (value: string) => ({ members: [{ value }] });
  const groups: string[] = [];
  for (const name of names)
    groups.push(await create(generic, '/Groups', { displayName: name, externalId: name, ...member(second) }));
  const [group = '', inner = ''] = groups;
  await scim(generic, 'PUT', `/Groups/${group}`, {
    displayName: names[0],
    members: [{ value: inner }, { value: first }],
  });
  const devices: string[] = [];
  for (const name of names) devices.push(await create(generic, '/Devices', deviceOf(name, first)));
  const cursors: Record<string, string> = {};
  for (const path of ['', '/Users', '/Groups', '/Devices']) {
    cursors[path] = String((await scim(generic, 'GET', `${path}?cursor=&count=1`)).nextCursor);
  }
  return { ids: { User: first, Group: group, Device: devices[0] ?? '' }, names, cursors, token: okta };
}

async function makeWorld(tenant: string, foreign: Foreign): Promise<World> {
  const tokens = await openTenant(tenant, ['generic', 'okta'], foreign.ids.User);
  const { generic = '' } = tokens;
  const user = await create(generic, '/Users', { userName: 'own', displayName: 'own' });
  const group = await create(generic, '/Groups', { displayName: 'own', members: [{ value: user }] });
  const device = await create(generic, '/Devices', deviceOf('own', user));
  const { Resources = [] } = (await scim(generic, 'GET', '/ResourceTypes')) as { Resources?: ProbedType[] };
  types = Resources;
  return { foreign, own: { User: user, Group: group, Device: device }, tokens };
}

/** Every item of the neighbour, as it stands in the table. */
async function neighbourItems(): Promise<ReadonlySet<string>> {
  const client = clientFor(stack.dynamodbEndpoint);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: stack.tableName, ConsistentRead: true }));
  client.destroy();
  const isDirectory = ({ pk }: Record<string, unknown>) => String(pk).startsWith('T#neighbour#');
  // The engine gives attributes in any order.
  const inOneOrder = (item: object) => JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return new Set(Items.filter(isDirectory).map(inOneOrder));
}

/** What was asked, in the words of neither world. */
const nameOf = ({ body, headers, method, path, provider = 'generic' }: Probe) =>
  JSON.stringify({ method, path, provider, headers, body });

describe('a tenant that asks with values of another', () => {
  test('is answered on every route as one who asks with values that nobody has, and changes nothing of the other', async () => {
    const [beside, alone] = worlds;
    const before = await neighbourItems();
    const statuses = new Map<number, number>();
    const differences: object[] = [];
    for (const [method, path] of routes) {
      const [asked, asIfAlone] = [beside, alone].map((world) => probesOf(method, path, world, types));
      for (const [n, probe] of (asked ?? []).entries()) {
        const twin = asIfAlone?.[n] as Probe;
        const [seen, expected] = await Promise.all([
          sendProbe(stack.origin, beside, probe),
          sendProbe(stack.origin, alone, twin),
        ]);
        statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1);
        if (JSON.stringify(seen) !== JSON.stringify(expected))
          differences.push({ asked: nameOf(probe), seen, expected });
      }
    }
    expect(differences).toEqual([]);
    // Not because all of it is refused for another reason: what can be found, made and missed was.
    for (const status of [200, 201, 400, 401, 404])
      expect([status, (statuses.get(status) ?? 0) > 3]).toEqual([status, true]);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    const after = await neighbourItems();
    expect(before.size).toBeGreaterThan(50);
    expect([...before].filter((item) => !after.has(item))).toEqual([]);
    expect(after.size).toBe(before.size);
  });

  test('has no way in but those that are tried here and in the test of the admin API', () => {
    expect(otherRoutes.filter((key) => !/^(\$default|\w+ \/(operator|admin)\/v1\/\{proxy\+\})$/.test(key))).toEqual([]);
    expect(() => probesOf('GET', '/Secrets/{id}', worlds[0], types)).toThrow('Nothing is asked of GET /Secrets/{id}');
    expect(() => probesOf('GET', '/Users/{id}/history', worlds[0], types)).toThrow('Nothing is asked of');
  });
});
