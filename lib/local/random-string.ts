/** Random strings as Secrets Manager makes them (GetRandomPassword, and GenerateSecretString in a template). */
import { randomInt } from 'node:crypto';

export interface RandomStringOptions {
  readonly length: number;
  readonly excludeCharacters: string;
  readonly excludeLowercase: boolean;
  readonly excludeUppercase: boolean;
  readonly excludeNumbers: boolean;
  readonly excludePunctuation: boolean;
  readonly includeSpace: boolean;
  readonly requireEachIncludedType: boolean;
  /** The string becomes the member `key` of a JSON object. */
  readonly within?: { readonly template: string; readonly key: string };
}

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A random string of these characters, alone or in its JSON object. Throws when the options leave no character. */
export function randomString(options: RandomStringOptions): string {
  const kinds = [
    options.excludeLowercase ? '' : lowercase,
    options.excludeUppercase ? '' : lowercase.toUpperCase(),
    options.excludeNumbers ? '' : numbers,
    options.excludePunctuation ? '' : punctuation,
    options.includeSpace ? ' ' : '',
  ]
    .map((kind) => kind.split('').filter((character) => !options.excludeCharacters.includes(character)))
    .filter((kind) => kind.length > 0);
  if (kinds.length === 0) throw new Error('GenerateSecretString excludes every character.');
  const characters = Array.from({ length: options.length }, () => oneOf(kinds.flat()));
  const required = options.requireEachIncludedType ? kinds.slice(0, options.length) : [];
  // Drawn again rather than patched, so that every allowed string stays equally likely.
  if (required.some((kind) => !kind.some((one) => characters.includes(one)))) return randomString(options);
  const text = characters.join('');
  const { within } = options;
  if (within === undefined) return text;
  return JSON.stringify({ ...(JSON.parse(within.template) as object), [within.key]: text });
}

function oneOf(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}
