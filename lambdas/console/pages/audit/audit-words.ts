/** What is said of an entry of the audit trail. */

export interface FieldChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** `issueToken` is "Issue token". */
export function describeOperation(operation: string): string {
  const words = operation.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The fields that are otherwise after than before; all of them where there was nothing before, or is nothing after. */
export function changesOf(before: unknown, after: unknown): readonly FieldChange[] {
  const [old, current] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(current)])];
  return names
    .map((name) => ({ name, before: textOf(old[name]), after: textOf(current[name]) }))
    .filter((change) => change.before !== change.after);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  return typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : { value };
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Rollcall's logs begin here. */
export const firstDay = '2026-01-01';

/** Whether it can be asked about: a year that is being typed is `0002` and `0020` before it is 2026. */
export function isDay(day: string): boolean {
  return /^2\d{3}-\d\d-\d\d$/.test(day) && day >= firstDay;
}

/** The beginning of a day where the reader is, for the API; undefined for no day. */
export function startOf(day: string): string | undefined {
  return day === '' ? undefined : new Date(`${day}T00:00:00`).toISOString();
}

/** The beginning of the day after, as the API takes ends that are exclusive. */
export function dayAfter(day: string): string | undefined {
  if (day === '') return undefined;
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date.toISOString();
}
