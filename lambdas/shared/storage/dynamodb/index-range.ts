/** A comparison as a range of an index: which entries are read, and which of them match. */
import { compareText } from '#scim/filter/compare-text.ts';
import { type EntryRange, lowCharacterIn } from './keys.ts';

/** Comparisons that a range of entries answers; `pr` has no value. */
export type RangeOperator = 'sw' | 'gt' | 'ge' | 'lt' | 'le' | 'pr';

/** Entries hold a longer value by its first bytes and a hash, so that only these are sure to be in the order. */
const certainBytes = 870;

/** Whether entries alone tell what compares with `value`; with a longer one the resources must be compared. */
export function isCertain(value: string): boolean {
  return Buffer.byteLength(value) <= certainBytes;
}

/** The entries to read: all that match, and a few others. */
export function rangeOf(operator: RangeOperator, value: string): EntryRange {
  const start = startOf(value);
  switch (operator) {
    case 'sw':
      return start === '' ? {} : { first: start, last: start, isPrefix: true };
    case 'gt':
    case 'ge':
      return { first: start };
    case 'lt':
    case 'le':
      return { last: start, isPrefix: start !== value };
    case 'pr':
      return {};
  }
}

/** Whether an entry with this value matches; where that is not certain, it may. */
export function entryTest(operator: RangeOperator, wanted: string): (value: string) => boolean {
  if (!isCertain(wanted)) return () => true;
  switch (operator) {
    case 'sw':
      return (value) => value.startsWith(wanted);
    case 'gt':
      return (value) => compareText(value, wanted) > 0;
    case 'ge':
      return (value) => compareText(value, wanted) >= 0;
    case 'lt':
      return (value) => compareText(value, wanted) < 0;
    case 'le':
      return (value) => compareText(value, wanted) <= 0;
    case 'pr':
      return (value) => value !== '';
  }
}

function startOf(value: string): string {
  // Entries are in the order of their values up to a character that sorts with what follows a value in a key.
  const low = lowCharacterIn(value);
  if (low !== undefined) return startOf(value.slice(0, low));
  if (isCertain(value)) return value;
  // Half a character at the end would be another one in the key.
  return Buffer.from(value)
    .subarray(0, certainBytes)
    .toString()
    .replace(/\ufffd+$/, '');
}
