/** The table of `docs/queries.md`, measured; `npm run docs:queries` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import type { Selection } from '#storage/resource-store.ts';
import { fullUser, group } from '../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { fillDirectory, idFrom } from '../support/fill.ts';

interface Query {
  readonly type: ResourceType;
  readonly filter?: string;
  readonly sortBy?: string;
  readonly startIndex?: number;
  readonly count?: number;
  /** A page from a place on instead of by number. */
  readonly byCursor?: boolean;
  /** What the cost grows with. */
  readonly grows: string;
}

const tenant = 'docs';
const total = 2_000;
const nameOf = (i: number) => `user${String(i).padStart(4, '0')}`;
const users: readonly ResourceState[] = Array.from({ length: total }, (_none, i) => {
  const user = fullUser(nameOf(i));
  const { externalId: _whole, ...others } = user.document;
  // A quarter of them has one.
  const document = i < total / 4 ? { ...others, externalId: `x${i}` } : others;
  return { ...user, id: idFrom(nameOf(i)), document };
});
const [ada, staff, company] = [idFrom(nameOf(0)), idFrom('Staff'), idFrom('Company')];

const nothing = 'nothing';
const matches = 'matches';
const all = 'all resources of the type, at most 20,000';

const queries: readonly Query[] = [
  { type: userType, grows: nothing },
  { type: userType, startIndex: 1_901, grows: nothing },
  { type: userType, count: 0, grows: nothing },
  { type: userType, byCursor: true, grows: nothing },
  { type: userType, filter: 'userName pr', grows: nothing },
  { type: userType, filter: `id eq "${ada}"`, grows: nothing },
  { type: userType, filter: 'userName eq "user0000"', grows: nothing },
  { type: userType, filter: 'userName eq "nobody"', grows: nothing },
  { type: userType, filter: 'externalId eq "x1"', grows: matches },
  { type: userType, filter: 'emails.value eq "user0000@example.com"', grows: matches },
  { type: userType, filter: 'emails[type eq "work" and value eq "user0000@example.com"]', grows: matches },
  { type: userType, filter: 'userName sw "user000"', grows: 'matching entries (37 to a unit), and the page' },
  { type: userType, filter: 'userName ge "user1990"', grows: 'matching entries, and the page' },
  { type: userType, filter: 'userName lt "user0010"', grows: 'matching entries, and the page' },
  { type: userType, filter: 'externalId pr', grows: 'matching entries, and the page' },
  { type: userType, filter: 'externalId eq "x1" and title co "guide"', grows: 'matches of the indexed side' },
  { type: userType, filter: 'userName sw "user000" and title co "guide"', grows: 'matches of the indexed side' },
  { type: userType, filter: 'userName eq "user0000" or externalId eq "x1"', grows: 'matches of each side' },
  { type: userType, filter: `groups.value eq "${staff}"`, grows: 'members of the group and of those within it' },
  { type: userType, filter: `groups[value eq "${staff}" and type eq "direct"]`, grows: 'members of the group' },
  {
    type: userType,
    filter: `userName eq "user0000" and groups.value eq "${company}"`,
    grows: 'groups of the user',
  },
  { type: userType, filter: 'title eq "nobody"', grows: all },
  { type: userType, filter: 'userName co "0000"', grows: all },
  { type: userType, filter: 'not (userName eq "user0000")', grows: all },
  { type: userType, filter: 'title eq "nobody" or userName eq "user0000"', grows: all },
  { type: userType, filter: 'title pr', byCursor: true, grows: 'what is read until the page is full' },
  { type: userType, sortBy: 'userName', grows: nothing },
  {
    type: userType,
    sortBy: 'userName',
    startIndex: 1_901,
    grows: '`startIndex` (37 entries to a unit, at most 50,000)',
  },
  { type: userType, sortBy: 'userName', byCursor: true, grows: nothing },
  { type: userType, sortBy: 'title', grows: all },
  { type: userType, filter: 'userName sw "user000"', sortBy: 'title', grows: matches },
  { type: groupType, filter: 'displayName eq "staff"', grows: matches },
  { type: groupType, filter: `members.value eq "${ada}"`, grows: 'groups of the member, not their size' },
  { type: groupType, filter: `displayName eq "staff" and members.value eq "${ada}"`, grows: matches },
  { type: groupType, filter: `id eq "${staff}" and members.value eq "${ada}"`, grows: nothing },
];

/** Header and rows, as they are in `docs/queries.md`. */
export async function measureQueries(): Promise<string> {
  const table = await startTestTable();
  try {
    await fill(table);
    const rows: string[] = [];
    for (const query of queries) rows.push(await measure(table, query));
    const header = '| query | plan | round trips | read units | items read | grows with |\n|---|---|---|---|---|---|';
    return `${header}\n${rows.join('\n')}\n`;
  } finally {
    await table.stop();
  }
}

/** The first user is in Staff, and by way of it in Company. */
async function fill(table: TestTable): Promise<void> {
  await fillDirectory(table, tenant, userType, users);
  const store = openStore(table, { tenant });
  const members = users.slice(0, 10).map(({ id }) => ({ value: id, type: 'User', display: 'Babs Jensen' }));
  await store.create(groupType, { ...group('Staff'), id: staff }, members);
  await store.create(groupType, { ...group('Company'), id: company }, [{ value: staff, type: 'Group' }]);
}

async function measure(table: TestTable, query: Query): Promise<string> {
  const { type, filter, sortBy, startIndex = 1, count = 100, byCursor = false, grows } = query;
  const meter = new Meter();
  const store = openStore(table, { tenant, meter });
  const selection: Selection = {
    ...(filter === undefined ? {} : { filter: parseFilter(filter, type) }),
    ...(sortBy === undefined ? {} : { sort: resolveSort({ by: sortBy, descending: false }, type, [type]) }),
  };
  if (byCursor) await store.queryFrom(type, { ...selection, count });
  else await store.query(type, { ...selection, startIndex, count });
  const { trips, readUnits, items, plan } = meter;
  return `| ${describe(query)} | ${plan} | ${trips} | ${readUnits} | ${items.toLocaleString('en')} | ${grows} |`;
}

function describe({ type, filter, sortBy, startIndex, count, byCursor }: Query): string {
  const shown = filter?.replaceAll(ada, '<user>').replaceAll(staff, '<group>').replaceAll(company, '<outer group>');
  const paging = [
    ...(sortBy === undefined ? [] : [`sortBy=${sortBy}`]),
    ...(startIndex === undefined ? [] : [`startIndex=${startIndex.toLocaleString('en')}`]),
    ...(count === undefined ? [] : [`count=${count}`]),
    ...(byCursor === true ? ['cursor'] : []),
  ].join('&');
  const parts = [shown, paging].filter((part) => part !== undefined && part !== '').map((part) => `\`${part}\``);
  return `${type.endpoint}${parts.length === 0 ? ', the first page' : ` ${parts.join(' ')}`}`;
}

export const queriesPage = join(import.meta.dirname, '../../docs/queries.md');
const markers = /(<!-- queries -->\n)([\s\S]*)(<!-- \/queries -->)/;

/** The table as the page has it. */
export function readQueriesTable(): string {
  return markers.exec(readFileSync(queriesPage, 'utf8'))?.[2] ?? '';
}

const [, script] = process.argv;
if (script?.endsWith('queries-page.ts')) {
  const table = await measureQueries();
  const page = readFileSync(queriesPage, 'utf8');
  writeFileSync(
    queriesPage,
    page.replace(markers, (_, open: string, _old: string, close: string) => open + table + close),
  );
}
