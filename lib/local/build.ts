/** Makes the cloud assembly with `cdk synth`, when what it is made from has changed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface BuildOptions {
  /** The repository. */
  readonly root: string;
  /** Folder of the assembly. */
  readonly output: string;
  /** What it is made from beside the repository's sources: the stage's schema file, below the root. */
  readonly schemas: string;
  /** Called before a build that is needed. */
  readonly onBuild?: () => void;
}

/** Files and folders, below the root, that an assembly depends on. */
const inputs = [
  'rollcall.config.ts',
  'bin',
  'lib',
  'lambdas',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
  // The console shows the steps of these pages.
  'docs/providers',
];
const stampFile = 'built-from.json';

/** Builds, or does nothing when the last build is still right. Throws with the first line of what is wrong. */
export async function buildAssembly({ root, output, schemas, onBuild }: BuildOptions): Promise<void> {
  const paths = [...inputs, schemas].map((input) => join(root, input));
  const sources = hashOf(paths.flatMap(filesBelow).map((file) => [relative(root, file), file]));
  const stamp = () => JSON.stringify({ sources, assembly: hashOf([['manifest.json', join(output, 'manifest.json')]]) });
  const isCurrent = existsSync(join(output, 'manifest.json')) && readIfThere(join(output, stampFile)) === stamp();
  if (isCurrent) return;
  onBuild?.();
  await synthesize(root, output);
  writeFileSync(join(output, stampFile), stamp());
}

function synthesize(root: string, output: string): Promise<void> {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const path = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''];
  // With credentials at hand the CLI would ask AWS for the account, which this build must not depend on.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const child = spawn(process.execPath, [cdk, 'synth', '--quiet', '-c', 'local=true', '--output', output], {
    cwd: root,
    env: {
      ...Object.fromEntries(own),
      PATH: path.join(delimiter),
      NO_COLOR: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The build fails: ${firstErrorOf(said)}`));
    });
  });
}

/** The line that tells a person most: the first error by its name, with the place that follows it; else the last line. */
export function firstErrorOf(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('npm warn'));
  const index = lines.findIndex((line) => /^\w*Error\b.*:|\[ERROR\]/.test(line));
  const place = /^(\S+:\d+:\d+):?$/.exec(lines[index + 1] ?? '')?.[1];
  if (index >= 0) return `${lines[index]}${place === undefined ? '' : ` (${place})`}`;
  return lines.find((line) => /error\b/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}

function filesBelow(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function hashOf(files: readonly (readonly [name: string, path: string])[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const [name, path] of files) {
    const content = readFileSync(path);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
