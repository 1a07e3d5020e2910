/** Sends an exported file to a tenant, line by line. What was sent before is found there, so it can be begun again at any time. */
import { OperatorError } from '../operator/client.ts';
import { type MemberLine, type ResourceLine, readLines } from './directory-file.ts';
import { ImportReport } from './import-report.ts';
import type { Session } from './session.ts';
import type { Counts } from './transfer.ts';

/** A request: so many resources, and so many characters, at most. */
const batchSize = 50;
const batchLength = 500_000;
/** Tries of one request while the deployment is busy, and the pause between them in milliseconds. */
const tries = 8;
const pause = 1_000;

type Numbered<T> = T & { readonly number: number };

/** Throws `CommandError` with each line that was refused; what else there is in the file is imported all the same. */
export async function importFile(session: Session, tenant: string, file: string): Promise<Counts> {
  const report = new ImportReport(file);
  const work = new Import(session, tenant, report);
  for await (const line of readLines(file)) {
    if ('resource' in line) await work.addResource(line);
    else await work.addMembers(line);
  }
  await work.flush();
  if (report.isEmpty) return work.counts;
  throw report.toError();
}

class Import {
  readonly counts: Counts = {};
  readonly #session: Session;
  readonly #tenant: string;
  readonly #report: ImportReport;
  /** By id, as the file has it. */
  readonly #lastModified = new Map<string, string>();
  #batch: Numbered<ResourceLine>[] = [];
  #length = 0;

  constructor(session: Session, tenant: string, report: ImportReport) {
    this.#session = session;
    this.#tenant = tenant;
    this.#report = report;
  }

  async addResource(line: Numbered<ResourceLine>): Promise<void> {
    const length = JSON.stringify(line.resource).length;
    const isFull = this.#batch.length === batchSize || this.#length + length > batchLength;
    if (isFull || this.#batch[0]?.type !== line.type) await this.flush();
    this.#lastModified.set(line.resource.id, line.resource.meta.lastModified);
    this.#batch.push(line);
    this.#length += length;
  }

  async addMembers({ group, members, number, type }: Numbered<MemberLine>): Promise<void> {
    await this.flush();
    if (!this.#report.mayHaveMembers(group, number)) return;
    let left = this.#report.withoutAbsent(members, number);
    while (left.length > 0) {
      const refusal = await this.#sendMembers(type, group, left);
      if (refusal === undefined) return this.#count('memberships', left.length);
      // An answer names some of those that are not there: the others can be sent without them.
      const named = refusal.status === 400 ? left.filter((id) => refusal.message.includes(id)) : [];
      if (named.length === 0) return void this.#report.refuseLine(number, refusal.message);
      this.#report.refuseMembers(number, named);
      left = left.filter((id) => !named.includes(id));
    }
  }

  async #sendMembers(type: string, id: string, members: readonly string[]): Promise<OperatorError | undefined> {
    const parameters = { tenant: this.#tenant, type, id };
    const body = { members: [...members], lastModified: this.#lastModified.get(id) };
    try {
      await this.#patiently(() => this.#session.client.call('importMembers', { parameters, body }));
      return undefined;
    } catch (error) {
      if (error instanceof OperatorError && error.status < 500) return error;
      throw error;
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
    for (const refused of report.refused) {
      const line = batch.find(({ resource }) => resource.id === refused.id);
      this.#report.refuseResource(line?.number ?? 0, refused);
    }
    this.#session.terminal.note(`line ${batch.at(-1)?.number}: ${this.counts[type]} ${type} resources`);
  }

  #count(name: string, by: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
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
