/** The table of acknowledged findings in docs/security.md; `npm run docs:security` writes it. */
import { acknowledgements } from '../../lib/nag/acknowledgements.ts';
import { markdownTable, writeTable } from './page-table.ts';

export function acknowledgementsTable(): string {
  return markdownTable([
    ['rule', 'finding', 'where', 'why it stays'],
    ...acknowledgements.map(({ rule, finding, at, reason }) => [
      rule.replace('AwsSolutions-', ''),
      finding === undefined ? '' : `\`${finding.replace('Resource::', '')}\``,
      at.map((place) => `\`${place}\``).join(', '),
      reason,
    ]),
  ]);
}

if (process.argv[1] === import.meta.filename) writeTable('security.md', 'acknowledgements', acknowledgementsTable());
