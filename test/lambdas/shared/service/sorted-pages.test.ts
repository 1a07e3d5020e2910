/** Pages of a sorted list, put together, are the list: for any attribute, direction and length of a page (RFC 7644 §3.4.2). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withSwitches } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';
import { type ListParameters, parseListRequest } from '#scim/message/list-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { profileOf } from '#service/providers.ts';
import { queryResources } from '#service/query.ts';
import { testCursors } from '../../../support/cursors.ts';
import { at, state } from '../../../support/directory.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const word = fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', '😀', 'ab', '', ' ', '\uffff');
const instant = fc.constantFrom('2026-01-01T12:00:00Z', '2026-01-01T12:00:00.500Z', '2026-02-01T00:00:00Z');
const email = fc.record({ value: word, type: word, primary: fc.boolean() }, { requiredKeys: [] });
const user = fc.record(
  {
    title: word,
    displayName: word,
    active: fc.boolean(),
    externalId: word,
    name: fc.record({ familyName: word }, { requiredKeys: [] }),
    emails: fc.array(email, { maxLength: 2 }),
    [enterprise]: fc.record({ department: word, manager: fc.record({ value: word }) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const group = fc.record({ displayName: word, externalId: word }, { requiredKeys: ['displayName'] });
const directory = fc.record({
  users: fc.array(fc.tuple(user, instant, instant), { maxLength: 9 }),
  groups: fc.array(fc.tuple(group, instant, instant), { maxLength: 5 }),
});
const ofUsers = ['userName', 'title', 'name.familyName', 'emails', 'emails.type', 'emails.primary', 'active'];
const ofExtension = [`${enterprise}:department`, `${enterprise}:manager.value`];
const ofBoth = ['displayName', 'externalId', 'id', 'meta.created', 'meta.lastModified', 'META.resourceType'];
const question = fc.record({
  types: fc.constantFrom([userType], [userType, groupType], [groupType, userType]),
  sortBy: fc.option(fc.constantFrom(...ofUsers, ...ofExtension, ...ofBoth), { nil: undefined }),
  sortOrder: fc.constantFrom('ascending', 'descending'),
  filter: fc.constantFrom(undefined, 'displayName pr', 'not (externalId gt "a")', 'meta.resourceType eq "User"'),
  count: fc.integer({ min: 1, max: 6 }),
});

type Directory = typeof directory extends fc.Arbitrary<infer T> ? T : never;

async function fill({ users, groups }: Directory): Promise<MemoryStore> {
  const store = new MemoryStore();
  const stateOf = (document: object, created: string, lastModified: string): ResourceState => ({
    ...state(document as JsonObject),
    created,
    lastModified,
  });
  for (const [index, [document, created, changed]] of users.entries()) {
    await store.create(userType, stateOf({ userName: `${'ca'[index % 2]}${index}`, ...document }, created, changed));
  }
  for (const [document, created, changed] of groups) {
    await store.create(groupType, stateOf(document, created, changed));
  }
  return store;
}

interface Page {
  readonly Resources: readonly JsonObject[];
  readonly totalResults: number;
  readonly nextCursor?: string;
  readonly previousCursor?: string;
}

type Ask = (parameters: ListParameters) => Promise<Page>;

function asking(
  store: MemoryStore,
  { types, sortBy, sortOrder, filter }: typeof question extends fc.Arbitrary<infer T> ? T : never,
): Ask {
  const interoperability = withSwitches(profileOf('generic'));
  const context = { store, cursors: testCursors(), interoperability, baseUrl: '', at, backOff: async () => true };
  return async (parameters) => {
    const request = parseListRequest({ sortBy, sortOrder, filter, ...parameters });
    const page = await queryResources(context, types, request, (type) => parseProjection({}, type));
    return { Resources: [], ...page } as unknown as Page;
  };
}

async function pagesByNumber(ask: Ask, count: number): Promise<readonly JsonObject[]> {
  const all: JsonObject[] = [];
  for (let startIndex = 1; ; startIndex += count) {
    const { Resources, totalResults } = await ask({ startIndex: String(startIndex), count: String(count) });
    all.push(...Resources);
    expect(Resources.length).toBe(Math.min(count, Math.max(0, totalResults - startIndex + 1)));
    if (startIndex > totalResults) return all;
  }
}

/** From the first page on, or from the page at `cursor` back to it. */
async function pagesByCursor(ask: Ask, count: number, to: 'nextCursor' | 'previousCursor', cursor = '') {
  const pages: Page[] = [];
  for (let next: string | undefined = cursor; next !== undefined && pages.length < 100; next = pages.at(-1)?.[to]) {
    pages.push(await ask({ cursor: next, count: String(count) }));
  }
  const inOrder = to === 'nextCursor' ? pages : pages.toReversed();
  return { all: inOrder.flatMap(({ Resources }) => Resources), last: pages.at(-1) };
}

const ids = (resources: readonly JsonObject[]) => resources.map(({ id }) => id);

describe('pages of a sorted list', () => {
  test('put together are the whole list, by number, by cursor, and backward', async () => {
    await fc.assert(
      fc.asyncProperty(directory, question, async (filled, asked) => {
        const ask = asking(await fill(filled), asked);
        const { Resources: whole } = await ask({ count: '500' });
        expect(new Set(ids(whole)).size).toBe(whole.length);
        expect(ids(await pagesByNumber(ask, asked.count))).toEqual(ids(whole));

        // Without an order, types come mixed by cursor, and one after the other by number.
        const { Resources: wholeByCursor } = await ask({ cursor: '', count: '500' });
        if (asked.sortBy !== undefined) expect(ids(wholeByCursor)).toEqual(ids(whole));
        else expect(new Set(ids(wholeByCursor))).toEqual(new Set(ids(whole)));
        expect(wholeByCursor).toHaveLength(whole.length);
        const forward = await pagesByCursor(ask, asked.count, 'nextCursor');
        expect(forward.all).toEqual(wholeByCursor);
        const { previousCursor } = forward.last ?? {};
        if (previousCursor === undefined) return;
        const back = await pagesByCursor(ask, asked.count, 'previousCursor', previousCursor);
        expect(ids([...back.all, ...(forward.last?.Resources ?? [])])).toEqual(ids(wholeByCursor));
      }),
      propertyRuns,
    );
  });
});
