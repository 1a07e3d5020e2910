/** `npm run bench`: prints the tables of docs/performance.md; with `--write`, puts them there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles, measureBundles } from './bundles.ts';
import { measureRequests } from './handlers.ts';
import { type Comparison, compareProtocol } from './protocol.ts';
import { measureCosts } from './store.ts';

const page = join(import.meta.dirname, '../../docs/performance.md');
const markers = /(<!-- bench -->\n)[\s\S]*(<!-- \/bench -->)/;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function describeComparison({ title, unit, note, measured }: Comparison): string {
  const own = measured[0]?.micros ?? Number.NaN;
  const rows = measured.map(({ name, micros }) => [
    name,
    micros.toFixed(2),
    Math.round(1_000_000 / micros).toLocaleString('en'),
    (micros / own).toFixed(2),
  ]);
  return `### ${title}\n\nOne call: ${unit}. ${note}\n\n${table(['', 'CPU µs a call', 'calls a second', 'times Rollcall'], rows)}`;
}

const comparisons = compareProtocol().map(describeComparison).join('\n\n');
const costs = table(
  ['operation', 'round trips', 'read units', 'write units'],
  (await measureCosts()).map(({ what, trips, rcu, wcu }) => [what, `${trips}`, `${rcu}`, `${wcu}`]),
);
const functions = buildBundles();
const { rows: requestRows, firstAnswers } = await measureRequests(functions);
const getUser = requestRows[0]?.micros ?? Number.NaN;
const requests = table(
  ['request', 'CPU µs', 'times the first'],
  requestRows.map(({ what, micros }) => [what, micros.toFixed(0), (micros / getUser).toFixed(2)]),
);
const bundles = table(
  ['function', 'bytes', 'gzip', 'CPU ms of the import', 'CPU ms to the first answer'],
  measureBundles(functions).map(({ name, bytes, gzipped, importCpu }) => [
    name,
    bytes.toLocaleString('en'),
    gzipped.toLocaleString('en'),
    importCpu.toFixed(0),
    firstAnswers.get(name)?.toFixed(0) ?? '',
  ]),
);
const report = `
## The protocol beside its peers

${comparisons}

## The store

${costs}

## Requests

CPU time of the function's process for one request, warm: from the event to the answer, with signing, HTTP and the request log; the engine is
another process.

${requests}

## The functions

${bundles}

`;
process.stdout.write(report);
if (process.argv.includes('--write')) {
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(markers, (_, open: string, close: string) => open + report + close),
  );
}
