/** Whatever is sent, the answer is one of SCIM's, and an error leaves everything as it was. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import type { OpenDirectory } from '#endpoint/directory.ts';
import { meRoutes } from '#endpoint/me-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { discoveryRoutes } from '../../../../lambdas/discovery/routes.ts';
import { type HostileRequest, hostileRequest } from '../../../support/arbitrary-request.ts';
import { fullUser, group } from '../../../support/directory.ts';
import { type EndpointAnswer, memoryEndpoint } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { scaledRuns } from '../../../support/property-runs.ts';

const everyRoute = (open: OpenDirectory) => {
  const users = resourceRoutes(userType, open);
  const own = meRoutes(userType, users);
  const resources = { ...users, ...own, ...resourceRoutes(groupType, open) };
  return {
    ...resources,
    ...searchRoutes('', resourceTypes, open),
    ...bulkRoutes(resourceTypes, open),
    ...discoveryRoutes,
  };
};

async function filledStore() {
  const store = new MemoryStore();
  const [one, other, team] = [fullUser('a'), fullUser('b'), group('team')];
  await store.create(userType, one);
  await store.create(userType, other);
  await store.create(groupType, team, [{ value: one.id, type: 'User' }]);
  return { store, user: one.id, group: team.id };
}

/** All there is, as text. */
async function snapshot(store: MemoryStore): Promise<string> {
  const all = { startIndex: 1, count: 1_000 };
  const [users, groups] = [await store.query(userType, all), await store.query(groupType, all)];
  const members = await Promise.all(groups.resources.map(({ id }) => store.listMembers(groupType, id)));
  return JSON.stringify([users, groups, members]);
}

/** Sends the request to a directory of its own; also tells whether the directory changed. */
async function answerTo(request: HostileRequest) {
  const { store, user, group: team } = await filledStore();
  const lines: string[] = [];
  const caller = { tenant: 'acme', tokenId: 't1', user };
  const send = memoryEndpoint(store, everyRoute, caller, undefined, (line) => lines.push(line));
  const { route, id, body, isBase64, query = '', headers = {} } = request;
  const own = route.includes('Groups') ? team : user;
  const text = typeof body === 'string' ? body.replaceAll('{user}', user) : undefined;
  const before = await snapshot(store);
  const answer = await send(route, {
    query,
    headers,
    parameters: { id: id === '{own}' ? own : id },
    ...(text === undefined ? {} : { body: isBase64 ? Buffer.from(text) : text }),
  });
  return { answer, lines, changed: (await snapshot(store)) !== before };
}

function mustBeScim({ status = 0, json }: EndpointAnswer): void {
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
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
        const { answer, lines, changed } = await answerTo(request);
        mustBeScim(answer);
        const { status = 0, json } = answer;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
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
});
