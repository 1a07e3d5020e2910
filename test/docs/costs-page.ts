/**
 * The cost tables of docs/deploy.md; `npm run docs:costs` writes them. Units of a request come from docs/performance.md,
 * where they are measured; prices, sizes and assumptions from docs/costs.json; what is paid by the month is counted in the
 * templates of the two stages as `rollcall.config.ts` has them when it is cloned.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StageSettingsInput } from '../../lib/config/settings.ts';
import { markdownTable, writeTable } from './page-table.ts';
import { type MonthlyParts, monthlyPartsOf } from './stage-costs.ts';

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
const { region, asOf, prices, assumptions, stages, sizes } = JSON.parse(read('costs.json')) as {
  readonly region: string;
  readonly asOf: string;
  readonly prices: Readonly<Record<string, Price>>;
  readonly assumptions: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<'dev' | 'prod', StageSettingsInput>>;
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

/** Dollars by what they are paid for, with logs that are kept for so many months. */
function costOf(traffic: Traffic, logMonths: number): Readonly<Record<'requests' | 'database' | 'logs', number>> {
  const sum = (of: (units: Units) => number) => traffic.reduce((total, [times, units]) => total + times * of(units), 0);
  const requests = sum(() => 1);
  const reads = sum(({ read: units }) => units);
  const writes = sum(({ write: units }) => units);
  const logged = (requests * assumed('logBytes')) / 1e9;
  return {
    requests:
      priced('httpApiRequest', requests) +
      priced('lambdaRequest', requests) +
      priced('lambdaGbSecond', (requests * assumed('billedMs')) / 1_000),
    database: priced('readUnit', reads) + priced('writeUnit', writes),
    logs: priced('logGb', logged) + priced('keptLogGb', logged * logMonths),
  };
}

/** What everybody pays, by what it is paid for. */
function costOfMonth(size: Size, { alarms, alarmMetrics, logMonths }: MonthlyParts): Readonly<Record<string, number>> {
  const { requests, database, logs } = costOf(monthly(size), logMonths);
  const gigabytes = (size.users * assumed('bytesPerUser')) / 1e9;
  const secretReads = assumed('minutesPerMonth') * size.busyEnvironments * size.tenants;
  return {
    'API and functions': requests,
    'table: reads and writes': database,
    'table: storage and recovery': priced('tableGb', gigabytes) + priced('backupGb', gigabytes),
    'change events': priced('event', changes(size)) + priced('lambdaRequest', changes(size)),
    secrets: priced('secret', size.tenants + 2) + priced('secretRead', secretReads),
    'logs and metrics': logs + priced('metric', assumed('metrics')),
    [`${alarms} alarms over ${alarmMetrics} metrics`]: priced('alarmMetric', alarmMetrics),
  };
}

/** What a stage pays beside that for what it has switched on. */
function costOfMore(size: Size, stage: MonthlyParts, least: MonthlyParts): Readonly<Record<string, number>> {
  const requests = requestsOf(size);
  const { firewallRules: rules, hasDistribution, isTraced, logMonths } = stage;
  const logs = (months: number) => costOf(monthly(size), months).logs;
  return {
    ...(rules === undefined
      ? {}
      : {
          [`\`waf\`: a web ACL with ${rules} rules`]:
            priced('firewall', 1) + priced('firewallRule', rules) + priced('firewallRequest', requests),
        }),
    ...(hasDistribution ? { '`console`, `waf`: the distribution': priced('distributionRequest', requests) } : {}),
    ...(isTraced ? { '`tracing`': priced('trace', requests) } : {}),
    [`\`logRetentionDays\`: ${logMonths * 30} in place of ${least.logMonths * 30}`]:
      logs(logMonths) - logs(least.logMonths),
  };
}

const requestsOf = (size: Size) => monthly(size).reduce((sum, [times]) => sum + times, 0);
const total = (costs: Readonly<Record<string, number>>) => Object.values(costs).reduce((sum, cost) => sum + cost, 0);
const dollars = (value: number) => (value < 0.005 ? '< 0.01' : value.toFixed(2));

/** A line for each thing that is paid for, with its dollars at each size. */
function linesOf(months: readonly Readonly<Record<string, number>>[]): readonly (readonly string[])[] {
  return Object.keys(months[0] ?? {}).map((item) => [item, ...months.map((month) => dollars(month[item] ?? 0))]);
}

const bold = (name: string, amounts: readonly number[]) => [name, ...amounts.map(dollars)].map((cell) => `**${cell}**`);

export function costTables(): { readonly costs: string; readonly prices: string } {
  const [dev, prod] = [monthlyPartsOf(stages.dev), monthlyPartsOf(stages.prod)];
  const months = sizes.map((size) => costOfMonth(size, dev));
  const more = sizes.map((size) => costOfMore(size, prod, dev));
  const costs = markdownTable(
    [
      ['US dollars a month', ...sizes.map(({ users }) => `${users.toLocaleString('en')} users`)],
      ['requests a month', ...sizes.map((size) => requestsOf(size).toLocaleString('en'))],
      ...linesOf(months),
      bold('together, as stage `dev` is', months.map(total)),
      ...linesOf(more),
      bold(
        'together, as stage `prod` is with its firewall',
        months.map((month, index) => total(month) + total(more[index] ?? {})),
      ),
      ['the first synchronization, once', ...sizes.map((size) => dollars(total(costOf(initial(size), dev.logMonths))))],
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
