/** Fills the `{placeholders}` of a recorded request. */
import type { IdpRecord } from './idp-records.ts';

export type Placeholders = Record<string, string>;

const pattern = /\{(\w+)\}/g;

/** The record with every placeholder that has a value replaced, in its path, its query and its bodies. */
export function fillRecord(record: IdpRecord, placeholders: Placeholders): IdpRecord {
  const plain = fill(JSON.stringify({ ...record, rawQuery: undefined }), (name) => escaped(placeholders[name]));
  const encoded = (name: string) =>
    placeholders[name] === undefined ? undefined : encodeURIComponent(placeholders[name]);
  return {
    ...(JSON.parse(plain) as IdpRecord),
    ...(record.rawQuery === undefined ? {} : { rawQuery: fill(record.rawQuery, encoded) }),
  };
}

/** Names of the placeholders a record needs values for: not those in notes about it. */
export function namesIn({ path, query, rawQuery, given, body, assert }: IdpRecord): readonly string[] {
  const text = JSON.stringify([path, query, rawQuery, given, body, assert]);
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

/** A value of the kind that the name tells, the same for the same name and run. */
export function inventValue(name: string, run: string): string {
  if (/url/i.test(name)) return `https://example.com/${name}-${run}`;
  if (/phone/i.test(name)) return 'tel:+1-555-555-5555';
  if (/certificate/i.test(name)) return 'TUlJ';
  return /e-?mail|user|uid/i.test(name) ? `${name}-${run}@example.com` : `${name}-${run}`;
}

function fill(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(pattern, (whole, name: string) => valueOf(name) ?? whole);
}

/** As it stands inside of a JSON string. */
function escaped(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value).slice(1, -1);
}
