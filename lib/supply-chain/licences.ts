/** Which licences the packages have, and which they may have. */
import { isBinary, isShipped, type LockedPackage } from './lock-file.ts';

/** They ask for a notice at most. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];
/** Beside these, for what is used and not passed on: changed files would have to be published, data and texts named. */
const forTools = [...permissive, 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0'];

/** Whether an SPDX expression of names, AND and OR can be met with `allowed` (SPDX 2.3, annex D). */
export function isMet(expression: string, allowed: readonly string[]): boolean {
  const plain = expression.replaceAll(/[()]/g, '');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((name) => allowed.includes(name.trim())));
}

/** `name version: licence` of each package that may not be used. */
export function refusedLicences(packages: readonly LockedPackage[]): readonly string[] {
  return packages
    .filter((entry) => !(isBinary(entry) && entry.license === undefined))
    .filter((entry) => !isMet(entry.license ?? '', isShipped(entry) ? permissive : forTools))
    .map(({ name, version, license = 'none' }) => `${name} ${version}: ${license}`);
}

/** Name, version and licence of each package that is deployed, once. */
export function shippedLicences(packages: readonly LockedPackage[]): readonly (readonly [string, string, string])[] {
  const shipped = packages.filter(isShipped);
  const rows = new Map(
    shipped.map(({ name, version, license = '' }) => [`${name}@${version}`, [name, version, license] as const]),
  );
  return [...rows.values()].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Each licence of the other packages with how many have it, most first; binaries are not counted. */
export function toolLicences(packages: readonly LockedPackage[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const entry of packages.filter((one) => !isShipped(one) && !isBinary(one))) {
    const name = entry.license ?? 'none';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
