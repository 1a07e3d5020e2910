/** Date-times as instants (RFC 7643 §2.3.5, RFC 7644 §3.4.2.2 "chronological comparison"). */
import { isDateTime } from '../schema/date-time.ts';

const zone = /(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 in UTC; NaN for what is no xsd:dateTime. A date-time without a zone is one in UTC. */
export function parseInstant(text: string): number {
  if (!isDateTime(text)) return Number.NaN;
  return Date.parse(zone.test(text) ? text : `${text}Z`);
}
