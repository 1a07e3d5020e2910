import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { judgeAudit } from '../../../lib/supply-chain/audit.ts';
import { isMet, refusedLicences } from '../../../lib/supply-chain/licences.ts';
import { isBinary, isShipped, readLockFile } from '../../../lib/supply-chain/lock-file.ts';
import { makeSbom } from '../../../lib/supply-chain/sbom.ts';
import { licenceTables } from '../../docs/licences-page.ts';
import { readTable } from '../../docs/page-table.ts';

type Versions = Readonly<Record<string, string>>;
const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8')) as {
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly optionalDependencies: Versions;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const packages = readLockFile();

describe('dependencies', () => {
  test('have exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('are what the lock says they are, each archive by its hash', () => {
    const unknown = packages.filter(({ integrity = '' }) => !/^sha(512|384)-/.test(integrity));
    // A lock file that one platform made knows the binaries of others by version.
    const excused = unknown.filter((entry) => entry.inBundle || (isBinary(entry) && entry.optional));
    expect(unknown.filter((entry) => !excused.includes(entry)).map(({ name }) => name)).toEqual([]);
    expect(unknown.filter(isShipped)).toEqual([]);
    expect(packages.length).toBeGreaterThan(100);
  });

  test('need no install script to run; those that have one are decided on', () => {
    const withScript = packages.filter(({ hasInstallScript }) => hasInstallScript);
    expect(withScript.filter((entry) => isShipped(entry) || entry.optional)).toEqual([]);
    expect(withScript.map(({ name }) => name).sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  });
});

describe('licences', () => {
  test('are allowed', () => {
    expect(refusedLicences(packages)).toEqual([]);
  });

  // `npm run docs:licences` writes it.
  test('are listed in docs/licences.md', () => {
    const { shipped, tools } = licenceTables();
    expect([readTable('licences.md', 'shipped'), readTable('licences.md', 'tools')]).toEqual([shipped, tools]);
  });

  test.each<[string, boolean]>([
    ['MIT', true],
    ['GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND GPL-3.0-only', false],
    ['', false],
  ])('%j is met: %j', (expression, isAllowed) => {
    expect(isMet(expression, ['MIT', 'ISC'])).toBe(isAllowed);
  });

  test('refuse in what is deployed what a tool may have', () => {
    const one = { name: 'x', version: '1.0.0', license: 'MPL-2.0' };
    expect(refusedLicences([{ ...one, dev: true }, one])).toEqual(['x 1.0.0: MPL-2.0']);
    expect(refusedLicences([{ name: 'y', version: '1.0.0' }])).toEqual(['y 1.0.0: none']);
  });
});

describe('the audit', () => {
  test.each<[string, object, boolean, RegExp]>([
    ['no finding', { vulnerabilities: {} }, true, /^No package has/],
    ['a finding', { vulnerabilities: { x: { severity: 'low', range: '<2' } } }, false, /^x <2: low\n/],
    ['no endpoint', { message: '405 Method Not Allowed - POST …' }, true, /^NOT AUDITED: .* \(405\)/],
    ['an endpoint that fails', { message: '503 Service Unavailable - POST …' }, false, /^The audit failed: 503/],
    ['no network', { message: 'request to … failed, reason: getaddrinfo ENOTFOUND' }, false, /^The audit failed/],
  ])('with %s is judged', (_, report, isClean, message) => {
    expect(judgeAudit(JSON.stringify(report))).toEqual({ isClean, message: expect.stringMatching(message) });
  });

  test('that says nothing has failed', () => {
    expect(judgeAudit('')).toMatchObject({ isClean: false });
  });
});

test('the bill of materials names what is deployed, and nothing that builds or tests', () => {
  const { bomFormat, metadata, components } = makeSbom();
  expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'rollcall']);
  const named = components.map(({ name, version }) => `${name}@${version}`);
  const shipped = packages.filter(isShipped).map(({ name, version }) => `${name}@${version}`);
  expect(new Set(named)).toEqual(new Set(shipped));
  expect(Object.keys(manifest.dependencies).filter((name) => !components.some((one) => one.name === name))).toEqual([]);
});
