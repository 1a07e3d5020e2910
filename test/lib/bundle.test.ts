import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { devicesFile } from '../support/devices.ts';
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
  const { api } = synthesize({ bundle: true, outdir: folder, schemas: devicesFile });
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

/** What `pattern` finds in a bundle: lists are compared, because a failure should not print a whole bundle. */
const find = (name: string, pattern: RegExp): readonly string[] =>
  [...bundleOf(name).text.matchAll(pattern)].map(([whole, group]) => group ?? whole);

/** What a bundle imports, as esbuild reads it: `from"` also stands in its texts. */
function importsOf(name: string): readonly string[] {
  const { metafile } = buildSync({
    entryPoints: [bundleOf(name).file],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  return Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

const withSdk = ['users', 'groups', 'resources', 'search', 'bulk', 'discovery', 'sweep', 'events', 'journal', 'expiry'];

describe('bundles', () => {
  test.each([
    ['users', 300_000],
    ['groups', 300_000],
    ['resources', 300_000],
    ['search', 300_000],
    ['bulk', 300_000],
    ['discovery', 300_000],
    ['sweep', 300_000],
    ['events', 300_000],
    ['journal', 300_000],
    ['expiry', 300_000],
    ['admin', 450_000],
    ['fallback', 30_000],
  ])('%s is under %d bytes', (name, limit) => {
    expect(Buffer.byteLength(bundleOf(name).text)).toBeLessThan(limit);
  });

  test.each([...withSdk, 'fallback'])('%s carries nothing of CDK and no source map', (name) => {
    expect(find(name, /aws-cdk|sourceMappingURL/g)).toEqual([]);
  });

  test.each([...withSdk, 'fallback'])('%s imports nothing but builtins of Node', (name) => {
    const required = find(name, /\brequire\(\s*["']([^"']+)["']\)/g);
    expect([...importsOf(name), ...required].filter((specifier) => !isBuiltin(specifier))).toEqual([]);
  });

  test.each(withSdk)('%s has node:http through CommonJS only', (name) => {
    expect(find(name, /getBuiltinModule\(["']node:http["']\)/g)).toHaveLength(1);
    expect(find(name, /(?:from|import\(|import|require\()\s*["'](?:node:)?http["']/g)).toEqual([]);
  });

  test.each(withSdk)('%s takes credentials from its environment only', (name) => {
    expect(find(name, /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set/g)).toHaveLength(1);
    expect(
      find(name, /AssumeRoleWithWebIdentity|GetRoleCredentials|credential_process|CONTAINER_CREDENTIALS/g),
    ).toEqual([]);
  });

  test.each(withSdk)('%s has no codec of event streams', (name) => {
    expect(find(name, /:event-type|:message-type|EventStreamCodec/g)).toEqual([]);
  });

  test.each(withSdk)('%s has no cache of endpoints', (name) => {
    expect(find(name, /AWS_ENABLE_ENDPOINT_DISCOVERY|EndpointCache/g)).toEqual([]);
  });

  test.each(withSdk)('%s has the settings, the protocol and the hash that stand for those of the SDK', (name) => {
    expect(find(name, /AWS_REGION is not set/g)).toHaveLength(1);
    expect(
      find(
        name,
        // Shared files and instance metadata, codecs of messages, SHA-256 in JavaScript, the store of traces.
        /AWS_SHARED_CREDENTIALS_FILE|meta-data\/placement|createDeserializer|1779033703|AWS_LAMBDA_BENCHMARK_MODE/g,
      ),
    ).toEqual([]);
  });

  test.each([...withSdk, 'fallback'])('%s is imported by a new process and exports its handler', (name) => {
    const { file, environment } = bundleOf(name);
    const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(file))}); console.log(typeof handler);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
      encoding: 'utf8',
    });
    expect(output).toBe('function\n');
  });
});
