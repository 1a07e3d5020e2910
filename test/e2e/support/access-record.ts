/** What the functions of local stacks may do, and do, in a run of the end-to-end tests: a file that all of its processes add to. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { AccessEvent } from '../../../lib/local/access/access-guard.ts';

/** In the environment of every process of a run. */
const fileVariable = 'ACCESS_RECORD';

/** Starts an empty record in `file` for this process and those that it starts. */
export function openAccessRecord(file: string): void {
  process.env[fileVariable] = file;
}

/** For `onAccess` of a stack: adds each fact to the record once, as one line, which no other process writes into. */
export function recordAccess(): (event: AccessEvent) => void {
  const file = process.env[fileVariable];
  const told = new Set<string>();
  return (event) => {
    const line = JSON.stringify(event);
    if (file === undefined || told.has(line)) return;
    told.add(line);
    appendFileSync(file, `${line}\n`);
  };
}

/** All facts of the run so far; undefined when no local stack was started for it. */
export function readAccessRecord(): readonly AccessEvent[] | undefined {
  const file = process.env[fileVariable];
  if (file === undefined) return undefined;
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AccessEvent);
}
