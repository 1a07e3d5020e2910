/** `rollcall tenants` */
import type { Command } from 'commander';
import { leastRate, mostRate, type RateLimit, rateLimit, type Tenant } from '#admin/contract/tenant.ts';
import { OperatorError } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { addListOptions, type ListOptions, readPages } from './pages.ts';
import { type AddCommand, confirm, type Session, showRecord, showTable } from './session.ts';
import type { Column } from './table.ts';

/** Milliseconds between two looks at whether a tenant without items may be forgotten. */
const drainPause = 5_000;

const columns: readonly Column<Tenant>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ displayName }) => displayName, flexible: true },
  { title: 'STATUS', of: ({ status }) => status },
  { title: 'CREATED', of: ({ createdAt }) => createdAt },
];

export function addTenants(parent: Command, add: AddCommand): void {
  const tenants = parent
    .command('tenants')
    .description('customers of the deployment, each with a directory of its own');
  add(
    addListOptions(tenants.command('list').description('all tenants, by id')),
    async (session, options: ListOptions) => {
      const page = (query: { limit: number }) => session.client.call('listTenants', { query });
      showTable(session, await readPages(session.terminal, options, page), columns);
    },
  );
  add(
    tenants
      .command('create <tenant>')
      .description('create a tenant; its id is 1 to 36 of a-z, 0-9 and inner hyphens')
      .option('--name <name>', 'name for people; the id without it'),
    async (session, { name }: { name?: string }, id) => {
      show(session, await session.client.call('createTenant', { body: { id, displayName: name ?? id } }));
    },
  );
  add(tenants.command('show <tenant>').description('one tenant'), async (session, _, tenant) => {
    show(session, await session.client.call('getTenant', { parameters: { tenant } }));
  });
  add(
    tenants.command('rename <tenant> <name>').description('change the name for people'),
    async (session, _, tenant, name) => {
      const body = { displayName: name };
      show(session, await session.client.call('changeTenant', { parameters: { tenant }, body }));
    },
  );
  add(
    tenants
      .command('limit <tenant> <rate/burst>')
      .description(
        `requests a second that its identity providers may send, and at once above that (each ${leastRate} to ${mostRate}); default: as the deployment says`,
      ),
    async (session, _, tenant, text) => {
      const [parameters, body] = [{ tenant }, readLimit(text)];
      show(
        session,
        body === undefined
          ? await session.client.call('resetRateLimit', { parameters })
          : await session.client.call('setRateLimit', { parameters, body }),
      );
    },
  );
  add(
    tenants
      .command('suspend <tenant>')
      .description('answer its tokens with 403 until it is resumed; everywhere within a minute')
      .option('--yes', 'do not ask'),
    async (session, options: { yes?: boolean }, tenant) => {
      await confirm(session.terminal, `The identity providers of ${tenant} will be refused`, options);
      show(session, await session.client.call('suspendTenant', { parameters: { tenant } }));
    },
  );
  add(tenants.command('resume <tenant>').description('end a suspension'), async (session, _, tenant) => {
    show(session, await session.client.call('resumeTenant', { parameters: { tenant } }));
  });
  add(
    tenants
      .command('delete <tenant>')
      .description('delete a tenant with its users, groups, connections and tokens; takes two minutes at least')
      .option('--yes', 'do not ask')
      .option('--no-wait', 'begin, and leave the rest to the next time'),
    async (session, options: { yes?: boolean; wait: boolean }, tenant) => {
      await confirm(session.terminal, `${tenant} with its whole directory will be gone for good`, options);
      await deleteTenant(session, tenant, options.wait);
    },
  );
}

/** Repeats the deletion until nothing is left, or does its first part. It can be stopped and repeated at any time. */
export async function deleteTenant(
  { client, terminal }: Pick<Session, 'client' | 'terminal'>,
  tenant: string,
  isWaiting: boolean,
): Promise<void> {
  let before: Tenant | undefined;
  let hasRested = false;
  for (;;) {
    const left = await client.call('deleteTenant', { parameters: { tenant } }).catch((error: unknown) => {
      // Somebody else has finished what was begun here.
      if (before !== undefined && error instanceof OperatorError && error.status === 404) return undefined;
      throw error;
    });
    if (left === undefined) return terminal.note(`${tenant} is deleted.`);
    const items = left.deletion?.deletedItems ?? 0;
    const isProgress = items !== (before?.deletion?.deletedItems ?? 0);
    if (before === undefined || isProgress) terminal.note(`${tenant}: ${items} items are deleted.`);
    if (!isWaiting) return terminal.note(`Its tokens open nothing any more. Repeat the command in two minutes.`);
    if (!isProgress) {
      if (!hasRested) terminal.note('Waiting until no function can write for it any more: two minutes.');
      hasRested = true;
      await terminal.pause(drainPause);
    }
    before = left;
  }
}

/** Of `100/250`; undefined for `default`. Throws `CommandError`. */
function readLimit(text = ''): RateLimit | undefined {
  if (text === 'default') return undefined;
  const [, rate, burst] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const limit = { requestsPerSecond: Number(rate), burst: Number(burst) };
  if (rateLimit.safeParse(limit).success) return limit;
  const range = `${leastRate} to ${mostRate}`;
  throw new CommandError(
    `"${text}" is no rate limit.`,
    `Give RATE/BURST, such as 100/250 (each ${range}), or default.`,
    2,
  );
}

function show(session: Session, tenant: Tenant): void {
  const { id, displayName, status, settings, createdAt, modifiedAt, deletion } = tenant;
  const { requestsPerSecond, burst, decidedFor } = settings.rateLimit;
  showRecord(session, tenant, [
    ['Id', id],
    ['Name', displayName],
    ['Status', status],
    ['Rate limit', `${requestsPerSecond}/${burst}${decidedFor === 'tenant' ? '' : ', as the deployment says'}`],
    ['Created', createdAt],
    ['Modified', modifiedAt],
    ['Deleted items', deletion?.deletedItems],
  ]);
}
