/** Sends an exported file to a tenant, line by line. What was sent before is found there, so it can be begun again at any time. */
import { OperatorError } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { type MemberLine, type ResourceLine, readLines } from './directory-file.ts';
import type { Session } from './session.ts';
import type { Counts } from './transfer.ts';

/** A request: so many resources, and so many characters, at most. */
const batchSize = 50;
const batchLength = 500_000;
/** Tries of one request while the deployment is busy, and the pause between them in milliseconds. */
const tries = 8;
const pause = 1_000;
/** Problems after which the rest of the file is not tried. */
const mostProblems = 100;

type Numbered<T> = T & { readonly number: number };

/** Throws `CommandError` with each line that was refused; what else there is in the file is imported all the same. */
export async function importFile(session: Session, tenant: string, file: string): Promise<Counts> {
  const work = new Import(session, tenant);
  for await (const line of readLines(file)) {
    if ('resource' in line) await work.addResource(line);
    else await work.addMembers(line);
  }
  await work.flush();
  if (work.problems.length === 0) return work.counts;
  throw new CommandError(
    [`${work.problems.length} lines of ${file} are not imported, and all others are:`, ...work.problems].join('\n  '),
    'Mend what is named, and import the file again: what is there already stays as it is.',
  );
}

class Import {
  readonly counts: Counts = {};
  readonly problems: string[] = [];
  readonly #session: Session;
  readonly #tenant: string;
  #batch: Numbered<ResourceLine>[] = [];
  #length = 0;

  constructor(session: Session, tenant: string) {
    this.#session = session;
    this.#tenant = tenant;
  }

  async addResource(line: Numbered<ResourceLine>): Promise<void> {
    const length = JSON.stringify(line.resource).length;
    const isFull = this.#batch.length === batchSize || this.#length + length > batchLength;
    if (isFull || this.#batch[0]?.type !== line.type) await this.flush();
    this.#batch.push(line);
    this.#length += length;
  }

  async addMembers({ group: id, members, number, type }: Numbered<MemberLine>): Promise<void> {
    await this.flush();
    try {
      const parameters = { tenant: this.#tenant, type, id };
      await this.#patiently(() => this.#session.client.call('importMembers', { parameters, body: { members } }));
      this.#count('memberships', members.length);
    } catch (error) {
      if (!(error instanceof OperatorError) || error.status >= 500) throw error;
      this.#note(number, error.message);
    }
  }

  /** Sends what was collected. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    const type = batch[0]?.type;
    if (type === undefined) return;
    this.#batch = [];
    this.#length = 0;
    const request = {
      parameters: { tenant: this.#tenant, type },
      body: { resources: batch.map(({ resource }) => resource) },
    };
    const report = await this.#patiently(() => this.#session.client.call('importResources', request));
    this.#count(type, report.created + report.present);
    for (const { detail, id } of report.refused) {
      this.#note(batch.find(({ resource }) => resource.id === id)?.number ?? 0, detail);
    }
    this.#session.terminal.note(`line ${batch.at(-1)?.number}: ${this.counts[type]} ${type} resources`);
  }

  #count(name: string, by: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  #note(number: number, detail: string): void {
    this.problems.push(`line ${number}: ${detail}`);
    if (this.problems.length < mostProblems) return;
    throw new CommandError([`${mostProblems} lines are refused; no more are tried:`, ...this.problems].join('\n  '));
  }

  /** Again while the deployment is busy, for it may be sent again. */
  async #patiently<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const isBusy = error instanceof OperatorError && [429, 500, 502, 503, 504].includes(error.status);
        if (!isBusy || attempt === tries) throw error;
        await this.#session.terminal.pause(pause * attempt);
      }
    }
  }
}
