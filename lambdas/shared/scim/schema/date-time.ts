/** The dateTime type: an xsd:dateTime with a date and a time, an instant (RFC 7643 §2.3.5, RFC 7644 §3.4.2.2 "gt"). */

const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-4]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;
const offset = /[+-]\d\d:\d\d$/;

/** Whether `text` is an xsd:dateTime of the years 0000 to 9999, on a day that its month has. */
export function isDateTime(text: string): boolean {
  return !Number.isNaN(parseInstant(text));
}

/** Milliseconds since 1970 in UTC; NaN for what is no xsd:dateTime. A date-time without a zone is one in UTC. */
export function parseInstant(text: string): number {
  if (!dateTime.test(text) || !isDayOfMonth(text)) return Number.NaN;
  return Date.parse(text.endsWith('Z') || offset.test(text) ? text : `${text}Z`);
}

/** Date.parse takes February 31st for March 3rd. Leap years repeat every 400 years. */
function isDayOfMonth(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
