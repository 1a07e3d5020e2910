/**
 * The register of requirements: every sentence of RFC 7643, 7644 and 9865 with a key word of RFC 2119, and what those
 * texts and their errata demand without one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Level = 'must' | 'should' | 'may' | 'plain';

/** A test that shows a requirement: its file, and its title as it is reported; `…` stands for what rows of a table differ in. */
export interface ShownBy {
  readonly file: string;
  readonly name: string;
}

interface Statement {
  /** `<rfc>-<section>-<number of the sentence in its section>`, with a letter where a sentence says several things; `x` before the number of a statement without a key word. */
  readonly id: string;
  /** MUST, SHALL and REQUIRED are `must`; SHOULD and RECOMMENDED `should`; MAY and OPTIONAL `may`; no key word `plain`. */
  readonly level: Level;
  readonly summary: string;
}

export type Requirement = Statement &
  /** `note` says where less is done than the words ask for, or more. */
  (
    | { readonly test: ShownBy; readonly note?: string; readonly status?: undefined }
    /** Not followed. */
    | { readonly status: 'no'; readonly reason: string }
    | { readonly status: 'not-applicable'; readonly reason: string }
    /** Binds clients alone. */
    | { readonly appliesTo: 'client'; readonly status?: undefined }
    /** Says again what another requirement says. */
    | { readonly sameAs: string; readonly status?: undefined }
  );

export interface Section {
  readonly rfc: '7643' | '7644' | '9865';
  readonly section: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

/** Number of sentences with a key word, by RFC and section, as `count-keywords.ts` counts them in the RFC's text. */
export type KeywordSentences = Readonly<Record<string, Readonly<Record<string, number>>>>;

const folder = join(import.meta.dirname, 'requirements');
const countsFile = 'keyword-sentences.json';
const plainFile = 'without-key-word.json';

/** All sections with a key word, in the order of the RFCs. */
export function readRegister(): readonly Section[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith('rfc'))
    .sort()
    .flatMap((file) => read(file) as readonly Section[]);
}

/** What is demanded without a key word. */
export function readPlainStatements(): readonly Section[] {
  return read(plainFile) as readonly Section[];
}

export function readKeywordSentences(): KeywordSentences {
  return read(countsFile) as KeywordSentences;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
