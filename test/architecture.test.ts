import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');

/** Each room with what its files may import beside their own room and Node's builtins. */
const arrows: Record<string, RegExp> = {
  'lambdas/shared/scim': /^$/,
  'lambdas/shared/service': /^(#scim\/|#storage\/resource-store\.ts$)/,
  'lambdas/shared/storage': /^(#scim\/|@aws-sdk\/)/,
  'lambdas/shared/tokens': /^@aws-sdk\//,
  'lambdas/shared/cursors': /^$/,
  'lambdas/shared/http': /^(#scim\/|@middy\/|aws-lambda$)/,
  // Where the rooms meet: what handlers of resource types have in common, and nothing below may import.
  'lambdas/shared/endpoint': /^#(http|service|storage|tokens|cursors|scim)\//,
  // What is administered: the contract, and the acts over the stores' interfaces.
  // What is told of changes: from records of the stream to the bus.
  'lambdas/shared/events':
    /^(zod$|@aws-sdk\/client-eventbridge$|@smithy\/|#scim\/|#storage\/dynamodb\/(change|stream)-record\.ts$)/,
  'lambdas/shared/admin':
    /^(zod$|aws-lambda$|#(scim|service)\/|#storage\/(tenancy-store|resource-store|provisioning-log)\.ts$)/,
  'lambdas/admin': /^#(admin|endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/users': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/groups': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/resources': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/search': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/bulk': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/sweep': /^#(endpoint|storage|scim)\//,
  'lambdas/events': /^#(events|endpoint|storage|scim)\//,
  'lambdas/expiry': /^#(admin|endpoint|events|http|storage|scim)\//,
  'lambdas/journal': /^#(endpoint|http|storage|tokens|scim)\//,
  'lambdas/discovery': /^#(endpoint|http|service|storage|tokens|scim)\//,
  'lambdas/fallback': /^#(endpoint|http|service|storage|tokens|scim)\//,
  // Of the contract it may have the types only.
  'lambdas/console': /^(preact(\/|$)|preact-iso\/router$|@picocss\/pico\/|oauth4webapi$|#admin\/contract\/)/,
  // The routes of a deployment come from its schema file, which is checked before anything is deployed. What speaks to the
  // admin API is typed by its contract; the command line over it is parsed by commander. Alarms know the metrics that functions write.
  // It publishes the schemas of events, and sends again what did not get out.
  // What stands for parts of the SDK in bundles is made of other parts of it.
  lib: /^(rollcall\.config\.ts$|aws-cdk-lib|constructs|@aws-sdk\/|@smithy\/|commander$|cdk-nag$|jose$|zod$|esbuild$|#admin\/contract\/|#events\/|#http\/metrics\.ts$|#scim\/schema\/(custom-schemas|additions)\.ts$)/,
  // What a person starts may also speak to the directory as an operator does: tenants, tokens, what was deleted and what
  // fills a table.
  bin: /^(#lib\/|#tokens\/|#storage\/dynamodb\/|#scim\/(json|schema\/resource-types)\.ts$|#service\/providers\.ts$|aws-cdk-lib|constructs|@aws-sdk\/)/,
};
/** Builtins that would give the protocol a clock, a disk or a network. */
const impure = /^node:(?!crypto$|buffer$|zlib$|util$)/;
const rooms = Object.keys(arrows);
/** Of what a room may have the types only. */
const typesOnly: Record<string, RegExp> = {
  'lambdas/shared/service': /^#storage\//,
  // Browsers load no schema library.
  'lambdas/console': /^#admin\//,
};

export function importsOf(source: string): { from: string; typeOnly: boolean }[] {
  const statement =
    /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
  return [...source.matchAll(statement)].map((m) => ({ from: m[2] ?? m[3] ?? m[4] ?? '', typeOnly: Boolean(m[1]) }));
}

const alias: [RegExp, string][] = [
  [/^lambdas\/shared\/(scim|service|storage|tokens|cursors|http|endpoint|admin|events)\//, '#$1/'],
  [/^lib\//, '#lib/'],
];

/** The arrows that `file` draws although its room may not. */
export function forbidden(file: string, source: string): string[] {
  const room = rooms.find((name) => file.startsWith(`${name}/`));
  if (room === undefined) return [`${file} is in no room`];
  return importsOf(source).flatMap(({ from, typeOnly }) => {
    let target = from;
    if (from.startsWith('.')) {
      target = relative(root, resolve(root, file, '..', from));
      if (target.startsWith(`${room}/`)) return [];
      for (const [path, name] of alias) target = target.replace(path, name);
    }
    const own = room.startsWith('lambdas/shared/') ? `#${room.slice('lambdas/shared/'.length)}/` : `#${room}/`;
    const allowed = target.startsWith('node:')
      ? !(room === 'lambdas/shared/scim' || room === 'lambdas/shared/service') || !impure.test(target)
      : target.startsWith(own) || (arrows[room]?.test(target) ?? false);
    if (allowed && !typeOnly && typesOnly[room]?.test(target) === true) {
      return [`${file} imports ${from}, of which it may have the types only`];
    }
    return allowed ? [] : [`${file} imports ${from}`];
  });
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

describe('architecture', () => {
  const files = ['bin', 'lib', 'lambdas'].flatMap(sources);

  test('every import points the way the arrows do', () => {
    expect(files.length).toBeGreaterThan(5);
    expect(files.flatMap((file) => forbidden(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  test('lambdas/shared holds rooms only, never a loose file or a room called utils', () => {
    const entries = readdirSync(join(root, 'lambdas/shared'), { withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([]);
    expect(files.filter((file) => /\/(utils?|helpers?|common|misc)[./]/.test(file))).toEqual([]);
  });

  test.each([
    ['lambdas/shared/scim/x.ts', "import { a } from '#storage/resource-store.ts';"],
    ['lambdas/shared/scim/x.ts', "import { readFileSync } from 'node:fs';"],
    ['lambdas/shared/scim/filter/x.ts', "export { a } from '../../http/route.ts';"],
    ['lambdas/shared/service/x.ts', "import { ResourceStore } from '#storage/resource-store.ts';"],
    ['lambdas/shared/http/x.ts', "const a = await import('#service/create.ts');"],
    ['lambdas/shared/storage/x.ts', "import type { Handler } from 'aws-lambda';"],
    ['lambdas/shared/http/x.ts', "import { a } from '#endpoint/environment.ts';"],
    ['lambdas/users/x.ts', "import 'aws-cdk-lib';"],
    ['lambdas/console/x.tsx', "import { operations } from '#admin/contract/operations.ts';"],
    ['lib/x.ts', "import { handler } from '../lambdas/users/handler.ts';"],
  ])('catches %s with %s', (file, source) => {
    expect(forbidden(file, source)).toHaveLength(1);
  });
});
