/** Reading a JSON document that people write: every error names the place, what stands there and what is accepted. */
import { isJsonObject, type Json } from '../json.ts';
import { showValue } from '../show-value.ts';

/** A value and the path that leads to it, such as `Schemas[0].attributes[2].type`; undefined where there is none. */
export interface Place {
  readonly at: string;
  readonly value: unknown;
}

export function refuse(at: string, detail: string): Error {
  return new Error(`${at}: ${detail}.`);
}

/** The members of an object. Throws for a member that is not one of `names`: it would be a misspelling. */
export function readMembers<Name extends string>(place: Place, names: readonly Name[]): Readonly<Record<Name, Place>> {
  const { at, value } = place;
  if (!isJsonObject(value)) throw refuse(at, `${show(value)} is no object; it must have ${names.join(', ')}`);
  const unknown = Object.keys(value).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    throw refuse(at === '' ? 'the file' : at, `${showValue(unknown)} is not known; it can have ${names.join(', ')}`);
  }
  const member = (name: Name): Place => ({
    at: at === '' ? name : `${at}.${name}`,
    value: Object.hasOwn(value, name) ? value[name] : undefined,
  });
  return Object.fromEntries(names.map((name) => [name, member(name)])) as Record<Name, Place>;
}

/** The elements of a list; none where there is no list. */
export function readList({ at, value }: Place): readonly Place[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw refuse(at, `${show(value)} is no list`);
  return value.map((element: unknown, i) => ({ at: `${at}[${i}]`, value: element }));
}

/** A text that is not empty. */
export function readText({ at, value }: Place, example: string): string {
  if (value === undefined) throw refuse(at, `is missing; it must be ${example}`);
  if (typeof value === 'string' && value.trim() !== '' && value.isWellFormed()) return value;
  throw refuse(at, `${show(value)} is not accepted; it must be ${example}`);
}

/** A text, or '' where there is none. */
export function readOptionalText(place: Place): string {
  return place.value === undefined || place.value === '' ? '' : readText(place, 'a text');
}

export function readFlag({ at, value }: Place, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value === 'boolean') return value;
  throw refuse(at, `${show(value)} is not accepted; it must be true or false`);
}

export function readChoice<Choice extends string>(
  { at, value }: Place,
  choices: readonly Choice[],
  byDefault: Choice,
): Choice {
  if (value === undefined) return byDefault;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw refuse(at, `${show(value)} is not accepted; it must be one of ${choices.join(', ')}`);
  return choice;
}

/** Throws when two of the names are the same in any letter case, naming the second. */
export function refuseDuplicates(named: readonly { readonly at: string; readonly name: string }[]): void {
  const seen = new Map<string, string>();
  for (const { at, name } of named) {
    const first = seen.get(name.toLowerCase());
    if (first !== undefined)
      throw refuse(at, `"${name}" is there already, at ${first}; letter case makes no difference`);
    seen.set(name.toLowerCase(), at);
  }
}

export function show(value: unknown): string {
  return value === undefined ? 'nothing' : showValue(value as Json);
}
