/** The directory as it is in the end, read page by page and shown as tables. */
import { pages } from './bodies.ts';
import { listed, resourcesOf } from './checks.ts';
import type { Player } from './player.ts';
import type { Json, ScimClient } from './scim-client.ts';

/** All resources of an endpoint, in the order of the pages, as a provider asks for them. */
export async function readAll(
  client: ScimClient,
  endpoint: string,
  { firstPage, nextPage }: Pick<Player, 'firstPage' | 'nextPage'> = pages(100),
): Promise<readonly Json[]> {
  const resources: Json[] = [];
  for (;;) {
    const query = resources.length === 0 ? firstPage : nextPage(resources.length + 1);
    const path = query === '' ? endpoint : `${endpoint}?${query}`;
    const page = await client.send(`read ${endpoint}`, 'GET', path, listed);
    const found = resourcesOf(page);
    resources.push(...found);
    if (found.length === 0 || resources.length >= Number(page.totalResults)) return resources;
  }
}

/** Rows of text under a header, each column as wide as its longest cell. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Users and groups as two tables, sorted by name so that two runs can be compared. */
export async function describeDirectory(client: ScimClient): Promise<string> {
  const users = await readAll(client, '/Users');
  const groups = await readAll(client, '/Groups');
  const names = new Map(users.map((user) => [textOf(user.id), textOf(user.userName)]));
  const userRows = users.map((user) => [
    textOf(user.userName),
    textOf(user.displayName),
    user.active === true ? 'active' : 'inactive',
    elements(user.groups)
      .map((group) => textOf(group.display ?? group.value))
      .toSorted(alphabetically)
      .join(', '),
  ]);
  const groupRows = groups.map((group) => [
    textOf(group.displayName),
    String(elements(group.members).length),
    elements(group.members)
      .map(({ value }) => (names.get(String(value)) ?? String(value)).split('@')[0] ?? '')
      .toSorted(alphabetically)
      .join(', '),
  ]);
  return [
    formatTable(['userName', 'displayName', 'state', 'groups'], userRows.toSorted(byFirst)),
    formatTable(['group', 'members', 'who'], groupRows.toSorted(byFirst)),
  ].join('\n\n');
}

function elements(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function alphabetically(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return alphabetically(a, b);
}
