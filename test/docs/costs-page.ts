/**
 * The cost tables of docs/deploy.md; `npm run docs:costs` writes them. Units of a request come from docs/performance.md,
 * where they are measured; prices, sizes and assumptions from docs/costs.json.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { markdownTable, writeTable } from './page-table.ts';

interface Price {
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly source: string;
}

interface Size {
  readonly users: number;
  readonly tenants: number;
  /** How often a provider reads everything, a month. */
  readonly fullReads: number;
  /** Execution environments that answer all month, each asking for the secrets of its tenants once a minute. */
  readonly busyEnvironments: number;
}

interface Units {
  readonly read: number;
  readonly write: number;
}

const docs = resolve(import.meta.dirname, '../../docs');
const read = (file: string) => readFileSync(join(docs, file), 'utf8');
const { region, asOf, prices, assumptions, sizes } = JSON.parse(read('costs.json')) as {
  readonly region: string;
  readonly asOf: string;
  readonly prices: Readonly<Record<string, Price>>;
  readonly assumptions: Readonly<Record<string, number>>;
  readonly sizes: readonly Size[];
};

const bench = read('performance.md');

/** Units of the row called `name`: of `| name | [users |] round trips | read units | write units |…`. */
function measured(name: string, users?: string): Units {
  const columns = users === undefined ? 0 : 1;
  const rows = bench.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const row = rows.find((cells) => cells[1] === name && (users === undefined || cells[2] === users));
  const [units, writes] = [row?.[3 + columns], row?.[4 + columns]].map(Number);
  if (units === undefined || writes === undefined || Number.isNaN(units + writes)) {
    throw new Error(`docs/performance.md measures no "${name}".`);
  }
  return { read: units, write: writes };
}

const found = measured('`userName eq`, found');
const notFound = measured('`userName eq`, not found');
const created = measured('create user (1–2 KB, three index entries)');
const patched = measured('patch user, no indexed attribute');
const memberAdded = measured('add one member to a group of 1,000');
const pageRead = measured('list 100, last page', '100,000');

const priced = (name: string, amount: number): number => {
  const price = prices[name];
  if (price === undefined) throw new Error(`docs/costs.json has no price ${name}.`);
  return (amount / price.per) * price.usd;
};
const assumed = (name: string): number => {
  const value = assumptions[name];
  if (value === undefined) throw new Error(`docs/costs.json assumes no ${name}.`);
  return value;
};

type Traffic = readonly (readonly [times: number, units: Units])[];

/** What identity providers send in a month, each request with what it reads and writes. */
function monthly({ users, tenants, fullReads }: Size): Traffic {
  const share = (name: string) => Math.round(users * assumed(name));
  const changed = share('changedShare') + share('leftShare');
  return [
    [tenants * assumed('cyclesPerMonth'), found],
    [changed, found],
    [changed, patched],
    [share('joinedShare'), notFound],
    [share('joinedShare'), created],
    [share('membershipShare'), found],
    [share('membershipShare'), memberAdded],
    [fullReads * Math.ceil(users / 100), pageRead],
  ];
}

/** How many of these change something, each of which is an event. */
function changes(size: Size): number {
  return monthly(size).reduce((sum, [times, units]) => sum + (units.write > 0 ? times : 0), 0);
}

/** What the first synchronization sends, once. */
function initial({ users }: Size): Traffic {
  return [
    [users, notFound],
    [users, created],
    [users * assumed('membershipsPerUser'), memberAdded],
  ];
}

/** Dollars by what they are paid for. */
function costOf(traffic: Traffic): Readonly<Record<'requests' | 'database' | 'logs', number>> {
  const sum = (of: (units: Units) => number) => traffic.reduce((total, [times, units]) => total + times * of(units), 0);
  const requests = sum(() => 1);
  return {
    requests:
      priced('httpApiRequest', requests) +
      priced('lambdaRequest', requests) +
      priced('lambdaGbSecond', (requests * assumed('billedMs')) / 1_000),
    database:
      priced(
        'readUnit',
        sum((units) => units.read),
      ) +
      priced(
        'writeUnit',
        sum((units) => units.write),
      ),
    logs: priced('logGb', (requests * assumed('logBytes')) / 1e9),
  };
}

const total = (costs: Readonly<Record<string, number>>) => Object.values(costs).reduce((sum, cost) => sum + cost, 0);
const dollars = (value: number) => (value < 0.005 ? '< 0.01' : value.toFixed(2));

export function costTables(): { readonly costs: string; readonly prices: string } {
  const months = sizes.map((size) => {
    const { requests, database, logs } = costOf(monthly(size));
    const gigabytes = (size.users * assumed('bytesPerUser')) / 1e9;
    const secretReads = assumed('minutesPerMonth') * size.busyEnvironments * size.tenants;
    return {
      'API and functions': requests,
      'table: reads and writes': database,
      'table: storage and recovery': priced('tableGb', gigabytes) + priced('backupGb', gigabytes),
      'change events': priced('event', changes(size)) + priced('lambdaRequest', changes(size)),
      secrets: priced('secret', size.tenants + 2) + priced('secretRead', secretReads),
      'logs and metrics': logs + priced('metric', assumed('metrics')),
    };
  });
  const counts = sizes.map((size) => monthly(size).reduce((sum, [times]) => sum + times, 0));
  const line = (name: string, cells: readonly string[]) => [name, ...cells];
  const items = Object.keys(months[0] ?? {}) as (keyof (typeof months)[number])[];
  const costs = markdownTable(
    [
      line(
        'US dollars a month',
        sizes.map(({ users }) => `${users.toLocaleString('en')} users`),
      ),
      line(
        'requests a month',
        counts.map((count) => count.toLocaleString('en')),
      ),
      ...items.map((item) =>
        line(
          item,
          months.map((month) => dollars(month[item])),
        ),
      ),
      line(
        '**together**',
        months.map((month) => `**${dollars(total(month))}**`),
      ),
      line(
        'the first synchronization, once',
        sizes.map((size) => dollars(total(costOf(initial(size))))),
      ),
    ],
    'lrrr',
  );
  const list = Object.values(prices).map(({ usd, per, unit, source }) => [
    per === 1 ? unit : `${per.toLocaleString('en')} ${unit}`,
    `$${usd}`,
    `[${new URL(source).pathname.split('/')[1]}](${source})`,
  ]);
  return { costs, prices: markdownTable([[`list price, ${region}, ${asOf}`, '', 'source'], ...list], 'lrl') };
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, table] of Object.entries(costTables())) writeTable('deploy.md', name, table);
}
