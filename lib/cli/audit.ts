/** `rollcall audit` */
import type { Command } from 'commander';
import type { AuditEntry } from '#admin/contract/audit.ts';
import { addListOptions, type ListOptions, readPages } from './pages.ts';
import { type AddCommand, showTable } from './session.ts';
import type { Column } from './table.ts';
import { toInstant } from './tokens.ts';

const columns: readonly Column<AuditEntry>[] = [
  { title: 'AT', of: ({ at }) => at },
  { title: 'WHO', of: ({ actor }) => actor.name ?? actor.id, flexible: true },
  { title: 'FROM', of: ({ sourceIp }) => sourceIp },
  { title: 'OPERATION', of: ({ operation }) => operation },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'TARGET', of: ({ target }) => target, flexible: true },
];

export function addAudit(parent: Command, add: AddCommand): void {
  add(
    addListOptions(
      parent
        .command('audit [tenant]')
        .description('who administered a tenant, newest first; without one, what concerns no tenant that is there')
        .option('--from <date>', 'ISO 8601, such as 2027-01-31', toInstant)
        .option('--to <date>', 'ISO 8601', toInstant),
    ),
    async (session, { from, to, ...limits }: ListOptions & { from?: string; to?: string }, tenant?: string) => {
      const span = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      const page = (asked: { limit: number }) => {
        const query = { ...span, ...asked };
        return tenant === undefined
          ? session.client.call('listDeploymentAuditTrail', { query })
          : session.client.call('listAuditTrail', { parameters: { tenant }, query });
      };
      showTable(session, await readPages(session.terminal, limits, page), columns);
    },
  );
}
