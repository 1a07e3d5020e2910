/** The tables of docs/licences.md; `npm run docs:licences` writes them. */
import { shippedLicences, toolLicences } from '../../lib/supply-chain/licences.ts';
import { readLockFile } from '../../lib/supply-chain/lock-file.ts';
import { markdownTable, writeTable } from './page-table.ts';

export function licenceTables(): { readonly shipped: string; readonly tools: string } {
  const packages = readLockFile();
  return {
    shipped: markdownTable([['package', 'version', 'licence'], ...shippedLicences(packages)]),
    tools: markdownTable(
      [['licence', 'packages'], ...toolLicences(packages).map(([name, count]) => [name, String(count)])],
      'lr',
    ),
  };
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, table] of Object.entries(licenceTables())) writeTable('licences.md', name, table);
}
