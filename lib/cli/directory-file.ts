/**
 * A tenant's directory as a file: one JSON object on each line. The first says what it is, the last how much there is and
 * the SHA-256 of all bytes before it; between them are resources, then members (docs/backup-and-restore.md).
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as z from 'zod';
import { instant, resourceId, tenantId } from '#admin/contract/identifier.ts';
import { keptResource, typeName } from '#admin/contract/transfer.ts';
import { CommandError } from './command-error.ts';

const header = z.object({
  rollcall: z.literal('directory'),
  format: z.literal(1, 'is of a newer version of Rollcall; import it with that'),
  tenant: tenantId,
  displayName: z.string(),
  exportedAt: instant,
});
const resourceLine = z.object({ type: typeName, resource: keptResource });
const memberLine = z.object({ type: typeName, group: resourceId, members: z.array(resourceId).min(1).max(1_000) });
const footer = z.object({ end: z.object({ lines: z.int(), sha256: z.string() }) });

export type Header = z.infer<typeof header>;
export type ResourceLine = z.infer<typeof resourceLine>;
export type MemberLine = z.infer<typeof memberLine>;

/** A line with its number in the file. */
export type Line = { readonly number: number } & (ResourceLine | MemberLine);

/** Writes a new file, which is there under its name when it is whole. Throws when there is one of this name. */
export class DirectoryWriter {
  readonly #file: string;
  readonly #hash = createHash('sha256');
  readonly #out: Writable;
  #lines = 0;

  constructor(file: string, first: Omit<Header, 'rollcall' | 'format'>) {
    this.#file = file;
    // Only its owner may read what is known of people.
    this.#out = createWriteStream(`${file}.part`, { flags: 'w', mode: 0o600 });
    this.#put({ rollcall: 'directory', format: 1, ...first });
  }

  async write(line: ResourceLine | MemberLine): Promise<void> {
    this.#lines += 1;
    if (!this.#put(line)) await new Promise((resolve) => this.#out.once('drain', resolve));
  }

  async close(): Promise<void> {
    const end = { lines: this.#lines, sha256: this.#hash.copy().digest('hex') };
    this.#put({ end });
    this.#out.end();
    await finished(this.#out);
    await rename(`${this.#file}.part`, this.#file);
  }

  #put(line: object): boolean {
    const text = `${JSON.stringify(line)}\n`;
    this.#hash.update(text);
    return this.#out.write(text);
  }
}

/** Reads the first line. Throws `CommandError` for what is no such file. */
export async function readHeader(file: string): Promise<Header> {
  for await (const { text } of textsOf(file)) return parse(file, 1, header, text);
  throw new CommandError(`${file} is empty.`);
}

/** The lines between the first and the last. Throws `CommandError`, naming the line, for one that is not as described. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  for await (const { number, text } of textsOf(file)) {
    if (number === 1 || text.startsWith('{"end":')) continue;
    const schema =
      text.includes('"group":', 0) && text.includes('"members":') ? z.union([memberLine, resourceLine]) : resourceLine;
    yield { number, ...parse(file, number, schema, text) };
  }
}

/** Reads all of the file. Throws `CommandError` when its end is not there, or anything before it was changed. */
export async function checkWhole(file: string): Promise<void> {
  const hash = createHash('sha256');
  let lines = -1;
  let end: z.infer<typeof footer>['end'] | undefined;
  for await (const { number, text } of textsOf(file)) {
    if (end !== undefined) throw new CommandError(`${file}, line ${number}: nothing may follow the end.`);
    if (text.startsWith('{"end":')) end = parse(file, number, footer, text).end;
    else {
      hash.update(`${text}\n`);
      lines += 1;
    }
  }
  if (end === undefined) throw new CommandError(`${file} has no end: it was cut off.`, 'Export it again.');
  if (end.lines !== lines || end.sha256 !== hash.digest('hex')) {
    throw new CommandError(`${file} is not as it was exported: its SHA-256 is another.`, 'Take another copy of it.');
  }
}

async function* textsOf(file: string): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    yield { number, text };
  }
}

function parse<T>(file: string, number: number, schema: z.ZodType<T>, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CommandError(`${file}, line ${number}: it is no JSON.`);
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new CommandError(`${file}, line ${number}: ${issue?.path.join('.')} ${issue?.message}.`);
}
