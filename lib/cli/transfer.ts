/** `rollcall export`, `rollcall import`: a tenant's directory as a file (docs/backup-and-restore.md). */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type * as z from 'zod';
import type { exportIndex } from '#admin/contract/transfer.ts';
import { OperatorError } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { DirectoryWriter, readHeader } from './directory-file.ts';
import { examineFile } from './examine-file.ts';
import { importFile } from './import-file.ts';
import { pagesOf, type Query } from './pages.ts';
import { type AddCommand, type Offline, type Session, toJson } from './session.ts';

/** Members of one line. */
const membersOfLine = 500;
const pageSize = 100;

export function addTransfer(parent: Command, add: AddCommand): void {
  add(
    parent
      .command('export <tenant>')
      .description('write the users and groups of a tenant into a file; no connection, no token, no password')
      .requiredOption('--out <file>', 'a new file, one line of JSON for each resource'),
    async (session, { out }: { out: string }, tenant) => {
      if (existsSync(out)) throw new CommandError(`${out} is there already.`, 'Choose another name.', 2);
      report(session, 'are exported', await exportTenant(session, tenant, out));
    },
  );
  add(
    parent
      .command('import <tenant> <file>')
      .description('put the users and groups of a file into a tenant, which is created when it is not there')
      .option('--check', 'read the file only'),
    async (session, _: CheckOption, tenant, file) => {
      const { displayName } = await readHeader(file);
      await mustHaveTenant(session, tenant, displayName);
      report(session, 'are imported', await importFile(session, tenant, file));
    },
    async (offline, { check }: CheckOption, _, file) => {
      const counts = await examineFile(file);
      if (check !== true) return 'goes on';
      report(offline, 'are in the file, which is whole', counts);
      return 'done';
    },
  );
}

interface CheckOption {
  readonly check?: boolean;
}

/** How many there are of each type, and memberships. */
export type Counts = Record<string, number>;

async function exportTenant(session: Session, tenant: string, file: string): Promise<Counts> {
  const index = await session.client.call('getExportIndex', { parameters: { tenant } });
  const { displayName } = index;
  const writer = await DirectoryWriter.create(file, { tenant, displayName, exportedAt: new Date().toISOString() });
  try {
    const counts = await writeTenant(session, index, writer);
    await writer.close();
    return counts;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

async function writeTenant(
  { client, terminal }: Session,
  { tenant, types }: z.infer<typeof exportIndex>,
  writer: DirectoryWriter,
): Promise<Counts> {
  const counts: Counts = {};
  const groups: { readonly type: string; readonly id: string }[] = [];
  for (const { hasMembers, name: type } of types) {
    counts[type] = 0;
    const page = (query: Query) =>
      client.call('exportResources', { parameters: { tenant, type }, query: { limit: pageSize, ...query } });
    for await (const { items } of pagesOf(page)) {
      for (const resource of items) await writer.write({ type, resource });
      counts[type] += items.length;
      if (hasMembers) groups.push(...items.map(({ id }) => ({ type, id })));
    }
    terminal.note(`${counts[type]} ${type} resources`);
  }
  counts.memberships = 0;
  for (const { id, type } of groups) {
    let members: string[] = [];
    const page = (query: Query) =>
      client.call('listMembers', { parameters: { tenant, id }, query: { limit: pageSize, ...query } });
    for await (const { items } of pagesOf(page)) {
      counts.memberships += items.length;
      for (const member of items) {
        members.push(member.id);
        if (members.length < membersOfLine) continue;
        await writer.write({ type, group: id, members });
        members = [];
      }
    }
    if (members.length > 0) await writer.write({ type, group: id, members });
  }
  return counts;
}

async function mustHaveTenant({ client }: Session, tenant: string, displayName: string): Promise<void> {
  try {
    await client.call('getTenant', { parameters: { tenant } });
  } catch (error) {
    if (!(error instanceof OperatorError) || error.status !== 404) throw error;
    await client.call('createTenant', { body: { id: tenant, displayName } });
  }
}

function report({ json, terminal }: Offline, what: string, counts: Counts): void {
  if (json) return terminal.write(toJson(counts));
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  terminal.write(`${parts.join(', ')} ${what}.`);
}
