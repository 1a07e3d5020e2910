/** Where a list of what has happened ends, exclusive: at `wanted`, and not after `at`, as each month up to there is read. */
export function endOf(wanted: string | undefined, at: string): string {
  // The first instant after `at`: what has happened until then is before it.
  const end = new Date(Date.parse(at) + 1).toISOString();
  return wanted === undefined || wanted > end ? end : wanted;
}
