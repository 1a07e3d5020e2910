/** The register of requirements: every sentence of RFC 7643, 7644 and 9865 with a key word of RFC 2119. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Level = 'must' | 'should' | 'may';
/** What a requirement may wait for: the features that are not offered yet. */
export type Feature = 'sorting' | 'cursor' | 'custom schemas';

/** A test that shows a requirement: its name or a part of it, and of a table the row, both as they stand in the file. */
export interface ShownBy {
  readonly file: string;
  readonly name: string;
  readonly row?: string;
}

interface Statement {
  /** `<rfc>-<section>-<number of the sentence in its section>`. */
  readonly id: string;
  /** MUST, SHALL and REQUIRED are `must`; SHOULD and RECOMMENDED `should`; MAY and OPTIONAL `may`. */
  readonly level: Level;
  readonly summary: string;
}

export type Requirement = Statement &
  (
    /** `note` says where less is done than the words ask for, or more. */
    | { readonly test: ShownBy; readonly note?: string; readonly status?: undefined }
    /** Not followed; a `must` only as long as its feature is not offered. */
    | { readonly status: 'no'; readonly reason: string; readonly feature?: Feature }
    /** Being built: the file its tests will be in. */
    | { readonly status: 'pending'; readonly reason: string; readonly test: { readonly file: string } }
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

/** All sections in the order of the RFCs. */
export function readRegister(): readonly Section[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== countsFile)
    .sort()
    .flatMap((file) => read(file) as readonly Section[]);
}

export function readKeywordSentences(): KeywordSentences {
  return read(countsFile) as KeywordSentences;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
