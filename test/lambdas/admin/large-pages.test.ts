/** Lists of large resources: each page fits into what a function may answer, and none is left out between two. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { maxResponseBytes } from '#lib/local/function-host.ts';
import type { JsonObject } from '#scim/json.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { openStore } from '../../support/engine.ts';

const at = '2026-03-01T00:00:00.000Z';
const tenant = 'large';
const people = 30;
let api: TestAdminApi;
let ids: readonly string[];

beforeAll(async () => {
  api = await startAdminApi();
  await api.call('POST', '/tenants', { body: { id: tenant, displayName: 'Large Inc.' } });
  const store = openStore(api.table, { tenant });
  const state = (document: JsonObject) => ({ id: randomUUID(), version: 1, created: at, lastModified: at, document });
  const photos = Array.from({ length: 4 }, (_, index) => ({ value: `data:,${index}${'x'.repeat(62_000)}` }));
  // Quotation marks take four bytes each as they are sent.
  const displayName = '"'.repeat(45_000);
  const users = Array.from({ length: people }, (_, index) =>
    state({ userName: `user-${String(index).padStart(2, '0')}`, displayName, photos }),
  );
  for (const user of users) await store.create(userType, user);
  ids = users.map(({ id }) => id);
}, 60_000);
afterAll(() => api.stop());

async function readThrough(path: string, most = '50') {
  const seen: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined; pages += 1) {
    const query: Record<string, string> = { limit: most, ...(cursor === '' ? {} : { cursor }) };
    const { json, status } = await api.call('GET', path, { query });
    expect(status).toBe(200);
    expect(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(json) }))).toBeLessThan(maxResponseBytes);
    seen.push(...(json.items as { readonly id: string }[]).map(({ id }) => id));
    cursor = json.next as string | undefined;
  }
  return { pages, seen };
}

describe('a list of large resources comes in as many pages as it takes', () => {
  test.each([
    ['users', 'by name'],
    ['users?search=user', 'by a search'],
  ])(
    '%s',
    async (path) => {
      const [route = '', search] = path.split('?');
      const { pages, seen } = await readThrough(`/tenants/${tenant}/${route}`);
      expect([seen, pages > 3, search]).toEqual([ids, true, search]);
    },
    30_000,
  );

  test('an export', async () => {
    const { pages, seen } = await readThrough(`/tenants/${tenant}/export/User`, '100');
    expect([seen, pages > 3]).toEqual([ids.toSorted(), true]);
  }, 30_000);
});
