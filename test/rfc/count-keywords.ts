/**
 * Counts the sentences with a key word of RFC 2119 in each section of an RFC, or shows them:
 *
 *     node test/rfc/count-keywords.ts rfc7644.txt [section]
 *
 * The number of a sentence in its section is the last part of a requirement's id. The texts are at
 * https://www.rfc-editor.org/rfc/rfc7644.txt and so on, and are not kept here.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface KeywordSentence {
  readonly section: string;
  readonly text: string;
}

const keyword = /\b(?:MUST|SHALL|REQUIRED|SHOULD|RECOMMENDED|MAY|OPTIONAL)\b/;
const pageBreak = /^(?:[A-Z]\w+, et al\.|RFC \d{4} .*(?:20\d\d|Schema|Protocol|Pagination))/;
const heading = /^(\d+(?:\.\d+)*|Appendix [A-Z])\.\s+\S/;
const bullet = /^ {3,}[o*] {2}/;
const sentenceEnd = /(?<=[.;:!?]["”)]?)\s+(?=[A-Z"([])/;

/** The sentences of an RFC in plain text that have a key word, in order. A bullet begins a sentence, an empty line ends one. */
export function keywordSentences(text: string): readonly KeywordSentence[] {
  const found: KeywordSentence[] = [];
  let section = '0';
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    const sentences = paragraph.join(' ').replace(/\s+/g, ' ').trim().split(sentenceEnd);
    paragraph = [];
    found.push(...sentences.filter((each) => keyword.test(each)).map((each) => ({ section, text: each })));
  };
  for (const line of text.replaceAll('\f', '\n').split('\n')) {
    if (pageBreak.test(line)) continue;
    const title = line.includes('. . ') || line.includes('...') ? undefined : heading.exec(line)?.[1];
    if (title !== undefined || line.trim() === '' || bullet.test(line)) endParagraph();
    if (title !== undefined) section = title;
    else if (line.trim() !== '') paragraph.push(line.trim());
  }
  endParagraph();
  return found;
}

/** How many there are in each section that has one. */
export function countKeywordSentences(text: string): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { section } of keywordSentences(text)) counts.set(section, (counts.get(section) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const [, script, file, section] = process.argv;
if (script !== undefined && file !== undefined && import.meta.url === pathToFileURL(script).href) {
  const text = readFileSync(file, 'latin1');
  const shown = keywordSentences(text).filter((sentence) => sentence.section === section);
  console.log(section === undefined ? JSON.stringify(countKeywordSentences(text), null, 2) : shown);
}
