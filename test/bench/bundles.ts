/** What functions weigh, and what it costs to load them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '#lib/local/template.ts';
import { synthesize } from '../support/synthesize.ts';

export interface BundleRow {
  readonly name: string;
  readonly bytes: number;
  /** CPU milliseconds of `import()` in a new process, the median of several, less that of an empty process. */
  readonly importCpu: number;
}

const runs = 11;

/** Each function of the synthesized stack. */
export function measureBundles(): readonly BundleRow[] {
  const { folder } = synthesize({ bundle: true });
  const empty = medianCpu(() => cpuOf('', {}));
  return readAssembly(folder, 'eu-west-1').functions.map(({ name, codePath: code, environment }) => {
    const [file = ''] = readdirSync(code).filter((entry) => entry.startsWith('index.'));
    const path = join(code, file);
    const importCpu = medianCpu(() => cpuOf(path, environment)) - empty;
    return { name, bytes: statSync(path).size, importCpu };
  });
}

function cpuOf(path: string, environment: Readonly<Record<string, string>>): number {
  const load = path === '' ? '' : `await import(${JSON.stringify(path)});`;
  const script = `${load} const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);`;
  const env = { ...environment, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }));
}

function medianCpu(sample: () => number): number {
  const samples = Array.from({ length: runs }, sample).toSorted((a, b) => a - b);
  return samples[Math.floor(runs / 2)] ?? Number.NaN;
}
