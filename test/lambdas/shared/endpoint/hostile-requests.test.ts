/** Whatever is sent, the answer is one of SCIM's, and an error leaves everything as it was. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import type { OpenDirectory } from '#endpoint/directory.ts';
import { meRoutes } from '#endpoint/me-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { searchRoutes } from '#endpoint/search-routes.ts';
import type { RouteTable } from '#http/route.ts';
import { unmatchedHandler } from '#http/unmatched.ts';
import { groupType } from '#scim/schema/resource-types.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import { discoveryRoutes } from '../../../../lambdas/discovery/routes.ts';
import { type HostileRequest, hostileRequest, unmatchedRequest } from '../../../support/arbitrary-request.ts';
import { deviceType, inventoryUrn, userWithBadge } from '../../../support/devices.ts';
import { fullUser, group, state } from '../../../support/directory.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';
import { type EndpointAnswer, memoryEndpoint } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { propertyRuns, scaledRuns } from '../../../support/property-runs.ts';

/** What a deployment with a schema file of its own has. */
const types = [userWithBadge, groupType, deviceType];
const everyRoute = (open: OpenDirectory): RouteTable => {
  const users = resourceRoutes(userWithBadge, open);
  return {
    ...users,
    ...meRoutes(userWithBadge, users),
    ...resourceRoutes(groupType, open),
    ...resourceRoutes(deviceType, open),
    ...searchRoutes('', types, open),
    ...bulkRoutes(types, open),
    ...discoveryRoutes,
  };
};

async function filledStore() {
  const store = new MemoryStore();
  const [one, other, team] = [fullUser('a'), fullUser('b'), group('team')];
  const device = state({
    serialNumber: 's1',
    active: true,
    purchased: '2026-01-01T00:00:00Z',
    ports: [{ value: '00:00:5e:00:53:02', type: 'wifi', speed: 54 }],
    tags: ['a'],
    [inventoryUrn]: { assetTag: 't1', price: 1.5 },
  });
  await store.create(userWithBadge, one);
  await store.create(userWithBadge, other);
  await store.create(groupType, team, [{ value: one.id, type: 'User' }]);
  await store.create(deviceType, device);
  return { store, ids: { user: one.id, group: team.id, device: device.id } };
}

/** All there is, as text. */
async function snapshot(store: MemoryStore): Promise<string> {
  const pages = await Promise.all(types.map((type) => store.query(type, { startIndex: 1, count: 1_000 })));
  const groups = pages[1]?.resources ?? [];
  const members = await Promise.all(groups.map(({ id }) => store.listMembers(groupType, id)));
  return JSON.stringify([pages, members]);
}

function ownId(route: string, ids: { readonly user: string; readonly group: string; readonly device: string }): string {
  if (route.includes('/Groups')) return ids.group;
  return route.includes('/Devices') ? ids.device : ids.user;
}

const bodyOf = (text: string, encoding: HostileRequest['encoding']): string | Buffer => {
  if (encoding === 'text') return text;
  const bytes = Buffer.from(text);
  if (encoding === 'base64') return bytes;
  // Within a string, where JSON would take any character.
  const place = bytes.indexOf('"') + 1;
  return Buffer.concat([bytes.subarray(0, place), Buffer.of(0xff), bytes.subarray(place)]);
};

/** Sends the request to a directory of its own; also tells whether the directory changed. */
async function answerTo(request: HostileRequest) {
  const { store, ids } = await filledStore();
  const lines: string[] = [];
  const { route, id, body, encoding, switches, query = '', headers = {} } = request;
  const caller = { tenant: 'acme', tokenId: 't1', user: ids.user, switches };
  const send = memoryEndpoint(store, everyRoute, caller, undefined, (line) => lines.push(line));
  const text = typeof body === 'string' ? body.replaceAll('{user}', ids.user) : undefined;
  const before = await snapshot(store);
  const answer = await send(route, {
    query,
    headers,
    parameters: { id: id === '{own}' ? ownId(route, ids) : id },
    ...(text === undefined ? {} : { body: bodyOf(text, encoding) }),
  });
  const isBroken = encoding === 'broken' && text !== undefined && route.startsWith('P');
  return { answer, lines, changed: (await snapshot(store)) !== before, isBroken };
}

function mustBeScim({ status = 0, json }: EndpointAnswer, limit = 500): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(limit);
  expect(JSON.stringify(json)).not.toMatch(/hunter2|node_modules|\.ts:|TypeError|RangeError|stack/);
  if (status < 400) return;
  expect(json).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) });
  expect(typeof json.detail).toBe('string');
}

describe('hostile requests', () => {
  const prototype = Reflect.ownKeys(Object.prototype).length;

  test('get an answer of SCIM, and an error has written nothing', async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(hostileRequest, async (request) => {
        const { answer, lines, changed, isBroken } = await answerTo(request);
        mustBeScim(answer);
        const { status = 0, json } = answer;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (isBroken) expect(json).toMatchObject({ status: '400', scimType: 'invalidSyntax' });
        // What has no UTF-8 would come back as another character.
        if (status < 300) expect(JSON.stringify(json)).not.toMatch(/(?<!\\)\\ud[89a-f]/i);
        if (status >= 400) expect(changed).toBe(false);
        if (request.route.startsWith('GET')) expect(changed).toBe(false);
        // An operation of a bulk fails by itself, and for the same reasons.
        for (const result of request.route === 'POST /Bulk' && Array.isArray(json.Operations) ? json.Operations : []) {
          expect(Number((result as { status: string }).status)).toBeLessThan(500);
        }
        expect(lines.join('\n')).not.toContain('hunter2');
        expect(Reflect.ownKeys(Object.prototype)).toHaveLength(prototype);
        expect(({} as Record<string, unknown>).admin).toBeUndefined();
      }),
      scaledRuns(5),
    );
    // The requests reach what they are meant to reach: acts that succeed, and reasons to refuse of more than one kind.
    for (const status of [200, 201, 400, 404]) expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
  });

  test('that no route takes get 400, 404, 405 or 501, and a 405 names the methods there are', async () => {
    const routes = Object.keys(everyRoute(() => ({}) as ReturnType<OpenDirectory>));
    const mediaTypeOf = (name: string) => profileOf(findProvider(name) ?? '').mediaType;
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(unmatchedRequest, async ({ method, path }) => {
        const lines: string[] = [];
        const handler = unmatchedHandler(routes, mediaTypeOf, { write: (line) => lines.push(line) });
        const event = gatewayEvent({ route: '$default', method, path });
        const { statusCode = 0, headers = {}, body = '' } = await handler(event, lambdaContext());
        mustBeScim({ status: statusCode, headers, json: JSON.parse(body) as EndpointAnswer['json'] }, 502);
        expect([400, 404, 405, 501]).toContain(statusCode);
        seen.add(statusCode);
        expect(lines).toHaveLength(1);
        if (statusCode === 405) expect(headers.Allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
      }),
      propertyRuns,
    );
    expect(seen).toEqual(new Set([400, 404, 405, 501]));
  });
});
