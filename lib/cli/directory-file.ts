/**
 * A tenant's directory as a file: one JSON object on each line. The first says what it is, the last how much there is and
 * the SHA-256 of all bytes before it; between them are resources, then members (docs/backup-and-restore.md).
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import * as z from 'zod';
import { instant, resourceId, tenantId } from '#admin/contract/identifier.ts';
import { keptResource, typeName } from '#admin/contract/transfer.ts';
import { CommandError } from './command-error.ts';
import { fileError } from './file-error.ts';

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

/** Characters that are collected before they are written. */
const writeSize = 100_000;

/** Writes a new file, which is there under its name when it is whole. Each method throws `CommandError` when it cannot be written. */
export class DirectoryWriter {
  readonly #file: string;
  readonly #out: FileHandle;
  readonly #hash = createHash('sha256');
  #text = '';
  #lines = 0;

  private constructor(file: string, out: FileHandle) {
    this.#file = file;
    this.#out = out;
  }

  static async create(file: string, first: Omit<Header, 'rollcall' | 'format'>): Promise<DirectoryWriter> {
    const writing = partOf(file);
    // Only its owner may read what is known of people.
    const out = await open(writing, 'w', 0o600).catch((error: unknown) => {
      throw fileError(writing, 'written', error);
    });
    const writer = new DirectoryWriter(file, out);
    await writer.#put({ rollcall: 'directory', format: 1, ...first });
    return writer;
  }

  async write(line: ResourceLine | MemberLine): Promise<void> {
    this.#lines += 1;
    await this.#put(line);
  }

  async close(): Promise<void> {
    await this.#put({ end: { lines: this.#lines, sha256: this.#hash.copy().digest('hex') } });
    await this.#try(async () => {
      await this.#out.appendFile(this.#text);
      // What is on its way to the disk may still find no room there.
      await this.#out.sync();
      await this.#out.close();
      await rename(partOf(this.#file), this.#file);
    });
  }

  /** Leaves nothing behind. Never throws. */
  async abandon(): Promise<void> {
    await this.#out.close().catch(() => undefined);
    await rm(partOf(this.#file), { force: true }).catch(() => undefined);
  }

  async #put(line: object): Promise<void> {
    const text = `${JSON.stringify(line)}\n`;
    this.#hash.update(text);
    this.#text += text;
    if (this.#text.length < writeSize) return;
    const collected = this.#text;
    this.#text = '';
    await this.#try(() => this.#out.appendFile(collected));
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw fileError(partOf(this.#file), 'written', error);
    }
  }
}

function partOf(file: string): string {
  return `${file}.part`;
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
  let number = 0;
  try {
    for await (const text of splitLines(createReadStream(file, 'utf8'))) {
      number += 1;
      yield { number, text };
    }
  } catch (error) {
    throw fileError(file, 'read', error);
  }
}

/**
 * Lines end at \n alone: `readline` ends them at U+2028 and U+2029 as well, which JSON has in the middle of a value. A file
 * that passed through Windows has \r before each \n, which no line of ours ends with.
 */
async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
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
