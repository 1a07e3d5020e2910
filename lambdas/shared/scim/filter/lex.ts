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

// oxlint-disable-next-line no-control-regex -- RFC 8259 §7 wants them escaped
const special = /[\\\u0000-\u001f]/;
const [quote, backslash] = [0x22, 0x5c];

/** The tokens of `text`, an `end` token last. Throws what `fail` makes when a string does not end or is no JSON string. */
export function lex(text: string, fail: Fail): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      at += 1;
    } else if (isBracket(code)) {
      const bracket = text.charAt(at);
      tokens.push({ kind: bracket as TokenKind, text: bracket, at });
      at += 1;
    } else {
      const end = code === quote ? endOfString(text, at, fail) : endOfWord(text, at);
      const piece = text.slice(at, end);
      tokens.push(
        code === quote ? { kind: 'string', text: unquote(piece, at, fail), at } : { kind: 'word', text: piece, at },
      );
      at = end;
    }
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

/** Space, tab, line feed and carriage return (JSON, RFC 8259 §2). */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** `(`, `)`, `[` and `]`. */
function isBracket(code: number): boolean {
  return code === 0x28 || code === 0x29 || code === 0x5b || code === 0x5d;
}

function endOfWord(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isSpace(code) || isBracket(code) || code === quote) break;
  }
  return at;
}

/** The index after the quotation mark that ends the string; what follows a backslash ends none. */
function endOfString(text: string, start: number, fail: Fail): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at += 1;
  }
  throw fail(`the string that begins at character ${start + 1} does not end`);
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
