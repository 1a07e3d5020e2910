/** The first instant (ISO 8601) after `at`: what has happened until then is before it. */
export function momentAfter(at: string): string {
  return new Date(Date.parse(at) + 1).toISOString();
}
