/** What operations cost on the embedded engine: round trips and capacity units, as it reports them. */
import { randomUUID } from 'node:crypto';
import { parseFilter } from '#scim/filter/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { at, fullUser, group, later, strangers } from '../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';

export interface CostRow {
  readonly what: string;
  readonly trips: number;
  readonly rcu: number;
  readonly wcu: number;
}

const sizes = [10, 1_000, 10_000];

/** The rows of the budget, and a change of one member in groups of three sizes. */
export async function measureCosts(): Promise<readonly CostRow[]> {
  const table = await startTestTable();
  try {
    return [...(await userRows(table)), ...(await memberRows(table))];
  } finally {
    await table.stop();
  }
}

async function cost(
  table: TestTable,
  tenant: string,
  what: string,
  act: (store: DynamoDbStore) => Promise<unknown>,
): Promise<CostRow> {
  const meter = new Meter();
  await act(openStore(table, { tenant, meter }));
  return { what, trips: meter.trips, rcu: meter.readUnits, wcu: meter.writeUnits };
}

async function userRows(table: TestTable): Promise<readonly CostRow[]> {
  const tenant = randomUUID();
  const ada = fullUser('ada');
  const find = (name: string) => parseFilter(`userName eq "${name}"`, userType);
  const page = { startIndex: 1, count: 100 };
  return [
    await cost(table, tenant, 'create user (1–2 KB, three index entries)', (store) => store.create(userType, ada)),
    await cost(table, tenant, 'get user', (store) => store.get(userType, ada.id)),
    await cost(table, tenant, '`userName eq`, found', (store) =>
      store.query(userType, { filter: find('ada'), ...page }),
    ),
    await cost(table, tenant, '`userName eq`, not found', (store) =>
      store.query(userType, { filter: find('eve'), ...page }),
    ),
    await cost(table, tenant, 'patch user, no indexed attribute', async (store) => {
      const before = await store.get(userType, ada.id);
      if (before === undefined) throw new Error('The user is gone.');
      return store.replace(userType, before, { ...before.document, title: 'Guide' }, { at: later });
    }),
  ];
}

async function memberRows(table: TestTable): Promise<readonly CostRow[]> {
  const rows: CostRow[] = [];
  for (const size of sizes) {
    const tenant = randomUUID();
    const [team, ada] = [group('team'), fullUser('ada')];
    const filler = openStore(table, { tenant });
    await filler.create(userType, ada);
    await filler.create(groupType, team, strangers(size));
    const change = (kind: 'add' | 'remove') => async (store: DynamoDbStore) => {
      const view = await store.getWithMemberships(groupType, team.id, [{ value: ada.id }]);
      const member = view?.candidates.get(ada.id);
      if (view === undefined || member === undefined) throw new Error('The group or the user is gone.');
      const members = kind === 'add' ? { add: [member], remove: [] } : { add: [], remove: [ada.id] };
      return store.replace(groupType, view.resource, view.resource.document, { at, members });
    };
    const count = size.toLocaleString('en');
    rows.push(await cost(table, tenant, `add one member to a group of ${count}`, change('add')));
    rows.push(await cost(table, tenant, `remove one member from a group of ${count}`, change('remove')));
    rows.push(
      await cost(table, tenant, `get a group of ${count} without its members`, (store) =>
        store.get(groupType, team.id),
      ),
    );
  }
  return rows;
}
