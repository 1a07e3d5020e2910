/** Tables of a page that are written by a script and held by a test, between `<!-- name -->` and `<!-- /name -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const docs = resolve(import.meta.dirname, '../../docs');

/** GitHub's Markdown; the first row is the heading, and `align` a letter for each column: l or r. */
export function markdownTable(rows: readonly (readonly string[])[], align = ''): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_cell, column) => (align[column] === 'r' ? '--:' : '---'));
  return [line(head), `|${rule.join('|')}|`, ...body.map(line)].join('\n');
}

function placeOf(text: string, page: string, name: string): readonly [start: number, end: number] {
  const start = text.indexOf(`<!-- ${name} -->`);
  const end = text.indexOf(`<!-- /${name} -->`);
  if (start < 0 || end < start) throw new Error(`docs/${page} has no place for the table ${name}.`);
  return [start + `<!-- ${name} -->`.length, end];
}

/** The table called `name` as it stands in `docs/<page>`. */
export function readTable(page: string, name: string): string {
  const text = readFileSync(join(docs, page), 'utf8');
  return text.slice(...placeOf(text, page, name)).trim();
}

export function writeTable(page: string, name: string, table: string): void {
  const text = readFileSync(join(docs, page), 'utf8');
  const [start, end] = placeOf(text, page, name);
  writeFileSync(join(docs, page), `${text.slice(0, start)}\n${table}\n${text.slice(end)}`);
}
