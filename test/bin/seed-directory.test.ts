import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { person, personId, team, teamMembers, teamSizes } from '#lib/local/population.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { parseResource } from '#scim/schema/validate.ts';
import { toMember } from '#storage/dynamodb/items.ts';
import { seedDirectory } from '../../bin/seed-directory.ts';
import { state, user } from '../support/directory.ts';
import { interceptClient, openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { problemsOf, type RawItem, readItems } from '../support/inspect-table.ts';

const population = { users: 150, groups: 3, members: 220, seed: 7 };

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

function seed(tenant: string, client = table.client, { seed: number } = population): Promise<void> {
  return seedDirectory({ client, tableName: table.tableName, tenant }, { ...population, seed: number });
}

/** The items of a tenant, in order and apart from whose they are. */
async function itemsOf(tenant: string): Promise<readonly string[]> {
  const items = await readItems(table, tenant);
  expect(problemsOf(items, tenant)).toEqual([]);
  const text = (item: RawItem) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return items.map((item) => text(item).replaceAll(`T#${tenant}#`, 'T#')).sort();
}

const stateOf = (each: ReturnType<typeof person>) => ({
  ...state(each.document as JsonObject, each.id),
  created: each.created,
  lastModified: each.created,
});

describe('a seeded directory', () => {
  test('is item for item what single creates write, in whatever order', async () => {
    const [seeded, created] = [randomUUID(), randomUUID()];
    await seed(seeded);
    const store = openStore(table, { tenant: created });
    const people = Array.from({ length: population.users }, (_, index) => stateOf(person(7, index)));
    for (const each of people) await store.create(userType, each);
    for (const [index, size] of teamSizes(3, 220, 150).entries()) {
      const members = teamMembers(7, index, size, 150).map((i) => toMember(userType, people[i] as (typeof people)[0]));
      await store.create(groupType, stateOf(team(7, index)), members);
    }
    const items = await itemsOf(seeded);
    expect(items.length).toBeGreaterThan(150 * 4 + 220);
    expect(items).toEqual(await itemsOf(created));
  });

  test('stays as it is when it is seeded again, with what was changed meanwhile', async () => {
    const tenant = randomUUID();
    await seed(tenant);
    const store = openStore(table, { tenant });
    const before = await store.get(userType, personId(7, 3));
    if (before === undefined) throw new Error('The person is gone.');
    await store.replace(userType, before, { ...before.document, title: 'Queen' }, { at: '2026-01-01T00:00:00.000Z' });
    const items = await itemsOf(tenant);
    await seed(tenant);
    expect(await itemsOf(tenant)).toEqual(items);
  });

  test('is whole after the load was interrupted and begun again', async () => {
    const [tenant, other] = [randomUUID(), randomUUID()];
    for (const last of [2, 5, 8, 11]) {
      const dying = interceptClient(table.client, async (send, call) => {
        if (call > last) throw new Error('killed');
        return send();
      });
      await expect(seed(tenant, dying)).rejects.toThrow('killed');
    }
    await seed(tenant);
    await seed(other);
    expect(await itemsOf(tenant)).toEqual(await itemsOf(other));
  });

  test('counts right beside requests that create and delete', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const live = async () => {
      for (let i = 0; i < 40; i += 1) {
        const each = user(`live${i}`);
        await store.create(userType, each);
        if (i % 2 === 0) await store.delete(userType, each, { at: each.created, recoverable: false });
      }
    };
    await Promise.all([seed(tenant), seed(tenant, table.client, { ...population, seed: 8 }), live()]);
    expect(problemsOf(await readItems(table, tenant), tenant)).toEqual([]);
    expect((await store.query(userType, { startIndex: 1, count: 0 })).totalResults).toBe(320);
  });

  test('takes nobody else’s userName', async () => {
    const tenant = randomUUID();
    const { userName } = person(7, 5).document;
    await openStore(table, { tenant }).create(userType, user(String(userName)));
    await expect(seed(tenant)).rejects.toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(problemsOf(await readItems(table, tenant), tenant)).toEqual([]);
  });
});

describe('people and teams', () => {
  test('are what the schemas accept, each with a name and an id of its own', () => {
    const people = Array.from({ length: 500 }, (_, index) => person(1, index));
    for (const { document } of people) {
      expect(parseResource({ schemas: [userType.schema.id], ...document }, userType).document).toEqual(document);
      expect(JSON.stringify(document).length).toBeGreaterThan(1_024);
      expect(JSON.stringify(document).length).toBeLessThan(1_900);
    }
    const teams = Array.from({ length: 50 }, (_, index) => team(1, index));
    for (const { document } of teams) {
      expect(parseResource({ schemas: [groupType.schema.id], ...document }, groupType).document).toEqual(document);
    }
    const ids = [...people, ...teams].map(({ id }) => id);
    expect(new Set(ids).size).toBe(550);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(people.map(({ document }) => document.userName)).size).toBe(500);
  });

  test('are others with another seed, and the same with the same one', () => {
    expect(person(1, 4)).toEqual(person(1, 4));
    expect(person(1, 4).id).toBe(personId(1, 4));
    expect(person(2, 4).document.userName).not.toBe(person(1, 4).document.userName);
    expect(person(2, 4).id).not.toBe(person(1, 4).id);
  });

  test.each([
    [100, 50_000, 100_000],
    [3, 220, 150],
    [1, 10, 10],
    [5, 50, 10],
    [7, 0, 0],
    [0, 0, 10],
  ])('%d teams have %d memberships in all, none more than %d', (teams, memberships, people) => {
    const sizes = teamSizes(teams, memberships, people);
    expect(sizes).toHaveLength(teams);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(memberships);
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(people);
    expect(new Set(teamMembers(1, 0, sizes[0] ?? 0, people)).size).toBe(sizes[0] ?? 0);
  });
});
