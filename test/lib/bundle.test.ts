import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

interface Bundle {
  readonly file: string;
  readonly text: string;
  readonly environment: Record<string, string>;
}

let folder: string;
const bundles = new Map<string, Bundle>();

function bundleOf(name: string): Bundle {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`There is no function ${name}.`);
  return bundle;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-bundles-'));
  const { api } = synthesize({ bundle: true, outdir: folder });
  for (const [, { Properties, Metadata }] of resourcesOf(api, 'AWS::Lambda::Function')) {
    const asset = String(Metadata?.['aws:asset:path']);
    const file = join(isAbsolute(asset) ? asset : join(folder, asset), 'index.mjs');
    bundles.set(String(Properties.FunctionName).replace('rollcall-dev-', ''), {
      file,
      text: readFileSync(file, 'utf8'),
      environment: (Properties.Environment as { Variables: Record<string, string> }).Variables,
    });
  }
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const withSdk = ['users', 'groups', 'discovery'];

describe('bundles', () => {
  test.each([
    ['users', 300_000],
    ['groups', 300_000],
    ['discovery', 300_000],
    ['fallback', 30_000],
  ])('%s is under %d bytes', (name, limit) => {
    expect(Buffer.byteLength(bundleOf(name).text)).toBeLessThan(limit);
  });

  test.each([...withSdk, 'fallback'])('%s carries nothing of CDK and no source map', (name) => {
    expect(bundleOf(name).text).not.toMatch(/aws-cdk|sourceMappingURL/);
  });

  test.each([...withSdk, 'fallback'])('%s imports nothing but builtins of Node', (name) => {
    const imported = [...bundleOf(name).text.matchAll(/\b(?:from|import\()\s*["']([^"']+)["']/g)].map(
      ([, from]) => from,
    );
    expect(imported.filter((from) => from?.startsWith('node:') !== true && from !== 'crypto')).toEqual([]);
  });

  test.each(withSdk)('%s has node:http through CommonJS only', (name) => {
    const { text } = bundleOf(name);
    expect(text).toContain('getBuiltinModule("node:http")');
    expect(text).not.toMatch(/(?:from|import\(|import|require\()\s*["'](?:node:)?http["']/);
  });

  test.each(withSdk)('%s takes credentials from its environment only', (name) => {
    const { text } = bundleOf(name);
    expect(text).toContain('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
    expect(text).not.toMatch(/AssumeRoleWithWebIdentity|169\.254\.169\.254/);
  });

  test.each([...withSdk, 'fallback'])('%s is imported by a new process and exports its handler', (name) => {
    const { file, environment } = bundleOf(name);
    const script = `const { handler } = await import(${JSON.stringify(`file://${file}`)}); console.log(typeof handler);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
      encoding: 'utf8',
    });
    expect(output).toBe('function\n');
  });
});
