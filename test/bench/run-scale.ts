/**
 * `npm run bench:scale`: what requests cost in directories of 1,000, 10,000 and 100,000 users; `-- --users 1000000` adds
 * that size, or ends at a smaller one. With `--write` the table and its chart go to docs/performance.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTestTable } from '../support/engine.ts';
import { measureAt, type ScaleRow } from './scale.ts';
import { drawChart } from './scale-chart.ts';

const docs = join(import.meta.dirname, '../../docs');
const markers = /(<!-- bench:scale -->\n)[\s\S]*(<!-- \/bench:scale -->)/;

const { values } = parseArgs({
  options: { users: { type: 'string', default: '100000' }, write: { type: 'boolean', default: false } },
});
const largest = Number(values.users);
if (!Number.isSafeInteger(largest) || largest < 1_000) throw new Error('--users must be 1000 or more.');

const rows: ScaleRow[] = [];
for (const size of [1_000, 10_000, 100_000, 1_000_000].filter((each) => each < largest).concat(largest)) {
  const table = await startTestTable();
  try {
    rows.push(...(await measureAt(table, size)));
    process.stderr.write(`${size.toLocaleString('en')} users measured\n`);
  } finally {
    await table.stop();
  }
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const header = ['request', 'users', 'round trips', 'read units', 'write units', 'items read', 'time, as a ratio'];
const byKind = [...Map.groupBy(rows, ({ what }) => what).values()];
const report = [
  line(header),
  line(header.map(() => '---')),
  ...byKind.flatMap((kind) =>
    kind.map((row) =>
      line([
        row.what + (row.isRefused ? ': 400 `tooMany`' : ''),
        row.size.toLocaleString('en'),
        ...[row.trips, row.rcu, row.wcu, row.items].map((figure) => figure.toLocaleString('en')),
        (row.milliseconds / (kind[0]?.milliseconds ?? Number.NaN)).toFixed(1),
      ]),
    ),
  ),
].join('\n');
process.stdout.write(`${report}\n`);
if (values.write) {
  const page = join(docs, 'performance.md');
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(markers, (_, open: string, close: string) => `${open}\n${report}\n\n${close}`),
  );
  writeFileSync(join(docs, 'scale.svg'), drawChart(rows));
}
