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

/** White space, then a bracket, a string (JSON, RFC 8259 §7) or a word; each alternative begins with other characters. */
const token = /[ \t\r\n]*(?:([()[\]])|("[^"\\]*(?:\\[^][^"\\]*)*")|([^ \t\r\n()[\]"]+))/y;
// oxlint-disable-next-line no-control-regex -- RFC 8259 §7 wants them escaped
const special = /[\\\u0000-\u001f]/;
const onlyWhiteSpace = /[ \t\r\n]*$/y;

/** The tokens of `text`, an `end` token last. Throws what `fail` makes when a string does not end or is no JSON string. */
export function lex(text: string, fail: Fail): readonly Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    end = token.lastIndex;
    tokens.push(toToken(match, end, fail));
  }
  onlyWhiteSpace.lastIndex = end;
  // What is neither a token nor white space is a quotation mark without its pair.
  if (!onlyWhiteSpace.test(text))
    throw fail(`the string that begins at character ${text.indexOf('"', end) + 1} does not end`);
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

function toToken([, bracket, quoted, word = '']: RegExpExecArray, end: number, fail: Fail): Token {
  if (bracket !== undefined) return { kind: bracket as TokenKind, text: bracket, at: end - 1 };
  if (quoted === undefined) return { kind: 'word', text: word, at: end - word.length };
  const at = end - quoted.length;
  return { kind: 'string', text: unquote(quoted, at, fail), at };
}

/** A JSON string's value; most have neither an escape nor a control character, and are what they look like. */
function unquote(quoted: string, at: number, fail: Fail): string {
  if (!special.test(quoted)) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw fail(`the string that begins at character ${at + 1} is no JSON string (RFC 8259 §7)`);
  }
}
