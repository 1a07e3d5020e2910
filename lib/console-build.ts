/** Builds the console (lambdas/console) into a folder of static files. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { operations } from '#admin/contract/operations.ts';
import { readGuides } from './console/guides.ts';
import type { IndexedAttributes } from './schema-file.ts';

export interface ConsoleBuild {
  /** Names below the folder; all but `index.html` have a hash of their content in them and never change. */
  readonly files: readonly string[];
}

/** The path at which the files are served, whatever serves them. */
export const consolePath = '/console/';

/**
 * Writes `index.html` and `assets/`, and nothing else is left in `output`. Every path below `/console/` that is no file is
 * to be answered with `index.html`; `config.json` is the deployment's. `indexes` are those of the deployment. Throws with esbuild's message when the sources
 * do not build.
 */
export function buildConsole(root: string, output: string, indexes: IndexedAttributes): ConsoleBuild {
  const source = join(root, 'lambdas', 'console');
  const { outputFiles } = buildSync({
    entryPoints: [join(source, 'main.tsx')],
    absWorkingDir: root,
    outdir: join(output, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'file' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    tsconfigRaw: '{}',
    define: {
      ROLLCALL_OPERATIONS: JSON.stringify(factsOfOperations()),
      ROLLCALL_INDEXES: JSON.stringify(indexes),
      ROLLCALL_GUIDES: JSON.stringify(readGuides(join(root, 'docs', 'providers'))),
    },
  });
  rmSync(output, { recursive: true, force: true });
  mkdirSync(join(output, 'assets'), { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const names = outputFiles.map(({ path }) => basename(path));
  writeFileSync(join(output, 'index.html'), page(names));
  return { files: ['index.html', ...names.map((name) => `assets/${name}`)] };
}

/** What the browser needs of the contract: schemas stay with the server. */
function factsOfOperations() {
  return Object.fromEntries(
    Object.entries(operations).map(([id, { method, path, role }]) => [id, { method, path, role }]),
  );
}

/** Nothing inline, so that the strictest policy of content lets it run. */
function page(names: readonly string[]): string {
  const [script, style, icon] = ['.js', '.css', '.svg'].map((ending) => names.find((name) => extname(name) === ending));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Rollcall</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${consolePath}assets/${icon}">
<link rel="stylesheet" href="${consolePath}assets/${style}">
<link rel="preload" as="fetch" crossorigin href="${consolePath}config.json">
<script type="module" src="${consolePath}assets/${script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>The console needs JavaScript.</noscript>
</body>
</html>
`;
}
