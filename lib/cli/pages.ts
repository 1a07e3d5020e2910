/** Lists that come in pages. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from './terminal.ts';

export interface ListOptions {
  readonly limit: number;
  readonly all?: boolean;
}

/** Where a page begins; without it, at the first entry. */
export interface Query {
  readonly cursor?: string;
}

interface AnyPage {
  readonly next?: string | undefined;
}

interface Page<Row> extends AnyPage {
  readonly items: readonly Row[];
}

/** Entries of a page, at most. */
const pageSize = 100;

export function addListOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'entries to show, at most', toCount, 50)
    .option('--all', 'show all, however many there are');
}

/** As many entries as are asked for; a note where there are more. */
export async function readPages<Row>(
  terminal: Terminal,
  { all, limit }: ListOptions,
  read: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const wanted = all === true ? Infinity : limit;
  let cursor: string | undefined;
  do {
    const query = { limit: Math.min(pageSize, wanted - rows.length), ...(cursor === undefined ? {} : { cursor }) };
    const page = await read(query);
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && rows.length < wanted);
  if (cursor !== undefined) terminal.note(`There are more than these ${rows.length}: --limit N or --all shows them.`);
  return rows;
}

/** All pages of a list, each read when it is wanted. */
export async function* pagesOf<P extends AnyPage>(read: (query: Query) => Promise<P>): AsyncGenerator<P> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? {} : { cursor });
    yield page;
    cursor = page.next;
  } while (cursor !== undefined);
}

function toCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be 1 to 999999.');
  return Number(text);
}
