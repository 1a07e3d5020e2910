/** The words of a filter or a PATCH path (RFC 7644 §3.4.2.2, §3.5.2): one pass, no backtracking. */
import type { ScimError } from '../errors.ts';

export type TokenKind = 'word' | 'string' | '(' | ')' | '[' | ']' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word as it stands; a string without its quotes and escapes. */
  readonly text: string;
  /** Index of its first character, from 0. */
  readonly at: number;
}

/** Makes the error for a message: a filter and a path differ in their `scimType` only. */
export type Fail = (detail: string) => ScimError;

const punctuation = new Set(['(', ')', '[', ']']);
const whiteSpace = /[ \t\r\n]/;
const endOfWord = /[ \t\r\n()[\]"]/g;
const endOfString = /["\\]/g;
const endOfText: TokenKind = 'end';

/** The tokens of `text`, an `end` token last. Throws what `fail` makes when a string does not end or is no JSON string. */
export function lex(text: string, fail: Fail): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (whiteSpace.test(character)) at += 1;
    else if (punctuation.has(character)) {
      tokens.push({ kind: character as TokenKind, text: character, at });
      at += 1;
    } else if (character === '"') {
      const end = findEndOfString(text, at, fail);
      tokens.push({ kind: 'string', text: unescape(text.slice(at, end), at, fail), at });
      at = end;
    } else {
      const end = findNext(endOfWord, text, at) ?? text.length;
      tokens.push({ kind: 'word', text: text.slice(at, end), at });
      at = end;
    }
  }
  tokens.push({ kind: endOfText, text: '', at: text.length });
  return tokens;
}

function findNext(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index;
}

/** Index behind the closing quotation mark of the string that begins at `start`. */
function findEndOfString(text: string, start: number, fail: Fail): number {
  for (let at = start + 1; ; at += 2) {
    const next = findNext(endOfString, text, at);
    if (next === undefined) throw fail(`the string that begins at character ${start + 1} does not end`);
    if (text[next] === '"') return next + 1;
    at = next;
  }
}

/** A JSON string's value. */
function unescape(quoted: string, at: number, fail: Fail): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw fail(`the string that begins at character ${at + 1} is no JSON string (RFC 8259 §7)`);
  }
}
