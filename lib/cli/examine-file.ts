/** What can be said of an exported file without a deployment: whether it is whole, and whether it fits together. */
import { CommandError } from './command-error.ts';
import { checkWhole, readHeader, readLines } from './directory-file.ts';
import type { Counts } from './transfer.ts';

/** Problems that are told, at most. */
const mostProblems = 20;

/** Counts what is in it. Throws `CommandError` with each line that is wrong: nothing of such a file is imported. */
export async function examineFile(file: string): Promise<Counts> {
  await readHeader(file);
  await checkWhole(file);
  const lineOf = new Map<string, number>();
  const groups = new Set<string>();
  const problems: string[] = [];
  const counts: Counts = {};
  const count = (name: string, by: number) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for await (const line of readLines(file)) {
    const say = (problem: string) => problems.push(`line ${line.number}: ${problem}`);
    if ('resource' in line) {
      const { id } = line.resource;
      const other = lineOf.get(id);
      if (other !== undefined) say(`the id ${id} is that of line ${other}, too`);
      lineOf.set(id, line.number);
      groups.add(`${line.type} ${id}`);
      count(line.type, 1);
    } else {
      if (!groups.has(`${line.type} ${line.group}`)) say(`there is no ${line.type} ${line.group} before it`);
      for (const member of line.members) if (!lineOf.has(member)) say(`the member ${member} is not in the file`);
      count('memberships', line.members.length);
    }
  }
  if (problems.length === 0) return counts;
  const shown = problems.slice(0, mostProblems);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  throw new CommandError([`${file} does not fit together:`, ...shown, ...more].join('\n  '));
}
