/** What functions weigh, and what it costs to load them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readAssembly } from '#lib/local/template.ts';
import { devicesFile } from '../support/devices.ts';
import { synthesize } from '../support/synthesize.ts';

/** A function of the synthesized stack. */
export interface FunctionBundle {
  readonly name: string;
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface BundleRow {
  readonly name: string;
  readonly bytes: number;
  readonly gzipped: number;
  /** CPU milliseconds of `import()` in a new process, the lowest of several, less that of an empty process. */
  readonly importCpu: number;
}

const runs = 11;

/** Each function of a stack with a resource type of its own. */
export function buildBundles(): readonly FunctionBundle[] {
  const { folder } = synthesize({ bundle: true, schemas: devicesFile });
  return readAssembly(folder, 'eu-west-1').functions.map(({ name, codePath: code, environment }) => {
    const [file = ''] = readdirSync(code).filter((entry) => entry.startsWith('index.'));
    return { name, path: join(code, file), environment };
  });
}

export function measureBundles(bundles: readonly FunctionBundle[]): readonly BundleRow[] {
  const empty = lowestCpu(() => cpuOf('', {}));
  return bundles.map(({ name, path, environment }) => {
    const importCpu = lowestCpu(() => cpuOf(path, environment)) - empty;
    return { name, bytes: statSync(path).size, gzipped: gzipSync(readFileSync(path)).length, importCpu };
  });
}

function cpuOf(path: string, environment: Readonly<Record<string, string>>): number {
  const load = path === '' ? '' : `await import(${JSON.stringify(path)});`;
  const script = `${load} const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const env = { ...environment, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }));
}

/** The lowest of several: what else runs on the machine only ever adds to it. */
function lowestCpu(sample: () => number): number {
  return Math.min(...Array.from({ length: runs }, sample));
}
