/** What of a file was not imported, told by line. */
import { CommandError } from './command-error.ts';

/** Refusals after which the rest of the file is not tried. */
const mostRefusals = 100;
/** Lines that are told of one refusal, at most. */
const mostLines = 20;

interface Refusal {
  readonly line: number;
  readonly detail: string;
  /** Lines of members that had it, and were sent without it. */
  readonly leftOut: number[];
  /** Lines of its own members, which were not sent. */
  readonly notSent: number[];
}

export class ImportReport {
  readonly #file: string;
  readonly #refusals: Refusal[] = [];
  /** By id: resources of the file that were refused, whatever there is under their id. */
  readonly #refused = new Map<string, Refusal>();
  /** By id: what can be no member, for the deployment does not have it. */
  readonly #absent = new Map<string, Refusal>();

  constructor(file: string) {
    this.#file = file;
  }

  get isEmpty(): boolean {
    return this.#refusals.length === 0;
  }

  /** A line that was refused as a whole. Throws `CommandError` when too many were. */
  refuseLine(line: number, detail: string): Refusal {
    const refusal = { line, detail, leftOut: [], notSent: [] };
    this.#refusals.push(refusal);
    if (this.#refusals.length < mostRefusals) return refusal;
    throw new CommandError(this.#tell(`${mostRefusals} lines are refused; no more are tried:`));
  }

  /** A resource that was refused; `isThere` when the deployment has another state of it. Throws as `refuseLine`. */
  refuseResource(line: number, { detail, id, isThere }: { detail: string; id: string; isThere: boolean }): void {
    const refusal = this.refuseLine(line, detail);
    this.#refused.set(id, refusal);
    if (!isThere) this.#absent.set(id, refusal);
  }

  /** Members of a line that the deployment does not have, though nothing was said of them. Throws as `refuseLine`. */
  refuseMembers(line: number, ids: readonly string[]): void {
    for (const id of ids) {
      const refusal = this.refuseLine(line, `There is no resource with the id ${id} of a member.`);
      this.#absent.set(id, refusal);
      refusal.leftOut.push(line);
    }
  }

  /** Whether members may be sent to the resource in `line`: not to one that was refused, for it is left as it is. */
  mayHaveMembers(id: string, line: number): boolean {
    const refusal = this.#refused.get(id);
    refusal?.notSent.push(line);
    return refusal === undefined;
  }

  /** Those of the members in `line` that can be sent. */
  withoutAbsent(members: readonly string[], line: number): readonly string[] {
    return members.filter((id) => {
      const refusal = this.#absent.get(id);
      refusal?.leftOut.push(line);
      return refusal === undefined;
    });
  }

  /** What to throw at the end. */
  toError(): CommandError {
    const count = this.#refusals.length;
    return new CommandError(
      this.#tell(`${count === 1 ? '1 refusal' : `${count} refusals`} in ${this.#file}; everything else is imported:`),
      'Mend what is named, and import the file again: what is there already stays as it is.',
    );
  }

  #tell(heading: string): string {
    return [heading, ...this.#refusals.map(describe)].join('\n  ');
  }
}

function describe({ line, detail, leftOut, notSent }: Refusal): string {
  return [
    `line ${line}: ${detail}`,
    ...(leftOut.length === 0 ? [] : [`It is left out of the members in ${listOf(leftOut)}.`]),
    ...(notSent.length === 0 ? [] : [`Its members in ${listOf(notSent)} are not added.`]),
  ].join(' ');
}

function listOf(lines: readonly number[]): string {
  const told = lines.slice(0, mostLines).join(', ');
  const more = lines.length - mostLines;
  return `${lines.length === 1 ? 'line' : 'lines'} ${told}${more > 0 ? ` and ${more} more` : ''}`;
}
