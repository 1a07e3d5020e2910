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

/** `byDefault`: how many are shown, or that in words where it is the command that decides. */
export function addListOptions(command: Command, byDefault: number | string = 50): Command {
  const flags = '--limit <n>';
  const words = 'entries to show, at most';
  const limited =
    typeof byDefault === 'number'
      ? command.option(flags, words, toCount, byDefault)
      : command.option(flags, `${words} (default: ${byDefault})`, toCount);
  return limited.option('--all', 'show all, however many there are');
}

type ReadPage<Row> = (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>;

/** As many entries as are asked for; a note where there are more. */
export async function readPages<Row>(
  terminal: Terminal,
  limits: ListOptions,
  read: ReadPage<Row>,
): Promise<readonly Row[]> {
  const { rows, isCut } = await readFirst(limits, read);
  if (isCut) terminal.note(`There are more than these ${rows.length}: --limit N or --all shows them.`);
  return rows;
}

/** As many entries as are asked for, and whether there are more. */
export async function readFirst<Row>(
  { all, limit }: ListOptions,
  read: ReadPage<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const rows: Row[] = [];
  const wanted = all === true ? Infinity : limit;
  // The same in each request: a cursor is good for the count that the list was begun with.
  const ofPage = Math.min(pageSize, wanted);
  let cursor: string | undefined;
  do {
    const page = await read({ limit: ofPage, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && rows.length < wanted);
  return { rows: rows.slice(0, wanted), isCut: cursor !== undefined || rows.length > wanted };
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
