/** `rollcall log` */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { providerId } from '#admin/contract/identifier.ts';
import { type LogEntry, outcome } from '#admin/contract/provisioning-log.ts';
import { given } from './given.ts';
import { addListOptions, type ListOptions, pagesOf, type Query, readFirst, readPages } from './pages.ts';
import { type AddCommand, type Session, showTable } from './session.ts';
import { type Column, toText } from './table.ts';
import { toInstant } from './tokens.ts';

const columns: readonly Column<LogEntry>[] = [
  { title: 'AT', of: ({ at }) => at },
  { title: 'PROVIDER', of: ({ provider }) => provider },
  { title: 'WHAT', of: ({ act }) => act },
  { title: 'NAME', of: nameOf, flexible: true },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'REASON', of: ({ reason }) => reason, flexible: true },
];

/** Between two questions, in milliseconds. */
const pause = 2_000;
/** Entries come in the order in which they are delivered, some later than younger ones: so far back each question looks. */
const overlap = 5 * 60_000;

interface Filters {
  readonly name?: string;
  readonly resource?: string;
  readonly outcome?: LogEntry['outcome'];
  readonly provider?: LogEntry['provider'];
  readonly method?: string;
  readonly since?: string;
  readonly until?: string;
}

type LogOptions = Partial<ListOptions> & Filters & { readonly follow?: boolean };

/** Entries that are shown of what was before, unless a number is given: as `tail -f` does where it goes on. */
const shown = 50;
const shownBefore = 10;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function addLog(parent: Command, add: AddCommand): void {
  add(
    addListOptions(
      parent
        .command('log <tenant>')
        .description('what identity providers did in a tenant and what came of it, newest first')
        .option('-f, --follow', 'show the last entries, and go on with what comes, oldest first, until it is stopped')
        .addOption(new Option('--outcome <outcome>', 'only what ended so').choices(outcome.options))
        .option('--name <text>', 'only what was done to those whose name begins so')
        .option('--resource <id>', 'only what was done to this user or group')
        .addOption(new Option('--provider <id>', 'only of this identity provider').choices(providerId.options))
        .option('--method <method>', 'only with this method, such as POST', toMethod)
        .option('--since <time>', 'ISO 8601, or so long ago: 15m, 2h, 7d', toMoment)
        .option('--until <time>', 'ISO 8601, or so long ago', toMoment),
      `${shown}, with --follow ${shownBefore}`,
    ),
    async (session, options: LogOptions, tenant) => {
      const {
        follow = false,
        limit = follow ? shownBefore : shown,
        all,
        name,
        resource,
        outcome,
        provider,
        method,
        since,
        until,
      } = options;
      const filters = given({ name, resource, outcome, provider, method, since, until });
      const ask = (query: object) =>
        session.client.call('listLog', { parameters: { tenant }, query: { ...filters, ...query } });
      const limits = { limit, ...given({ all }) };
      if (!follow) return showTable(session, await readPages(session.terminal, limits, ask), columns);
      const { rows } = await readFirst(limits, ask);
      await followLog(session, rows.toReversed(), ask);
    },
  );
}

interface Page {
  readonly items: readonly LogEntry[];
  readonly next?: string | undefined;
}

/** Shows each entry once, in lines: a table would have to know what comes. Ends as `ask` does. */
export async function followLog(
  { json, terminal }: Pick<Session, 'json' | 'terminal'>,
  first: readonly LogEntry[],
  ask: (query: { readonly since: string; readonly limit: number; readonly cursor?: string }) => Promise<Page>,
): Promise<never> {
  const seen = new Map<string, number>();
  const show = (entry: LogEntry) => {
    if (seen.has(entry.id)) return;
    seen.set(entry.id, Date.parse(entry.at));
    terminal.write(json ? JSON.stringify(entry) : toLine(entry));
  };
  let newest = Date.now();
  for (const entry of first) show(entry);
  for (;;) {
    await terminal.pause(pause);
    const since = newest - overlap;
    const entries: LogEntry[] = [];
    const read = (query: Query) => ask({ since: new Date(since).toISOString(), limit: 100, ...query });
    for await (const { items } of pagesOf(read)) entries.push(...items);
    for (const entry of entries.toReversed()) show(entry);
    newest = Math.max(newest, Date.now());
    for (const [id, at] of seen) if (at < since - overlap) seen.delete(id);
  }
}

function toLine(entry: LogEntry): string {
  const { at, provider, act, outcome, status, reason } = entry;
  const name = nameOf(entry);
  const mark = outcome === 'failed' ? '✗' : '✓';
  return toText(
    [`${at} ${mark} ${status} ${provider}: ${act}`, name, reason && `(${reason})`].filter(Boolean).join(' '),
  );
}

function nameOf({ resource }: LogEntry): string | undefined {
  return resource?.name ?? resource?.id;
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function toMethod(text: string): string {
  const method = text.toUpperCase();
  if (!methods.includes(method)) throw new InvalidArgumentError(`Allowed choices are ${methods.join(', ')}.`);
  return method;
}

/** An instant, or one so long ago. */
export function toMoment(text: string): string {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(Date.now() - Number(count) * units[unit as keyof typeof units]).toISOString();
  }
  if (!/^\d{4}-/.test(text)) throw new InvalidArgumentError('It must be a date such as 2027-01-31, or 15m, 2h or 7d.');
  return toInstant(text);
}
