/** The dateTime type: an xsd:dateTime with a date and a time (RFC 7643 §2.3.5). */

const dateTime =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-4]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;

/** Whether `text` is an xsd:dateTime (RFC 7643 §2.3.5) of the years 0000 to 9999, on a day that its month has. */
export function isDateTime(text: string): boolean {
  const [, year, month, day] = dateTime.exec(text) ?? [];
  if (year === undefined || Number.isNaN(Date.parse(text))) return false;
  // Date.parse takes February 31st for March 3rd. Leap years repeat every 400 years.
  const daysInMonth = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(day) <= daysInMonth;
}
