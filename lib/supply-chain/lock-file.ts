/** What package-lock.json says of the packages that are installed (npm docs, package-lock.json, version 3). */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; packages for another platform than the one that made the lock are without. */
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Part of another package's archive, whose integrity is also its own. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  /** A binary for these. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const lockFile = resolve(import.meta.dirname, '../../package-lock.json');

/** Every package of the lock file, in its order. */
export function readLockFile(): readonly LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
    readonly packages: Readonly<Record<string, Omit<LockedPackage, 'name'>>>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      ...entry,
    }));
}

/** Whether it is part of what is deployed; the rest builds, tests, and runs the stack on one machine. */
export function isShipped({ dev = false, optional = false }: LockedPackage): boolean {
  return !dev && !optional;
}

/** A native binary: it comes with the package that chooses among such by the platform, and under its licence. */
export function isBinary({ os, cpu }: LockedPackage): boolean {
  return os !== undefined || cpu !== undefined;
}
