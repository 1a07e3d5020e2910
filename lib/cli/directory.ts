/** `rollcall users`, `rollcall groups`: the directory of a tenant, to look at. */
import { type Command, Option } from 'commander';
import type * as z from 'zod';
import type { GroupMember, GroupOfUser, scimResource } from '#admin/contract/directory.ts';
import { addListOptions, type ListOptions, readPages } from './pages.ts';
import { type AddCommand, showTable, toJson } from './session.ts';
import type { Column } from './table.ts';

type Resource = z.output<typeof scimResource>;

interface SearchOptions extends ListOptions {
  readonly search?: string;
  readonly filter?: string;
}

const text = (name: string) => (resource: Resource) => {
  const value = resource[name];
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
};
const id: Column<Resource> = { title: 'ID', of: text('id') };
const displayName: Column<Resource> = { title: 'NAME', of: text('displayName'), flexible: true };
const externalId: Column<Resource> = { title: 'EXTERNAL ID', of: text('externalId'), flexible: true };

const kinds = [
  {
    name: 'users',
    noun: 'user',
    list: 'listUsers',
    get: 'getUser',
    searched: 'userName',
    columns: [
      id,
      { title: 'USER NAME', of: text('userName'), flexible: true },
      displayName,
      { title: 'ACTIVE', of: text('active') },
      externalId,
    ],
  },
  {
    name: 'groups',
    noun: 'group',
    list: 'listGroups',
    get: 'getGroup',
    searched: 'displayName',
    columns: [id, displayName, externalId],
  },
] as const;

const ownId = { title: 'ID', of: ({ id }: { readonly id: string }) => id };
const ownName = {
  title: 'NAME',
  of: ({ displayName }: { displayName?: string | undefined }) => displayName,
  flexible: true,
} as const;
const memberColumns: readonly Column<GroupMember>[] = [ownId, ownName, { title: 'TYPE', of: ({ type }) => type }];
const groupColumns: readonly Column<GroupOfUser>[] = [ownId, ownName, { title: 'HOW', of: ({ type }) => type }];

export function addDirectory(parent: Command, add: AddCommand): void {
  for (const { columns, get, list, name, noun, searched } of kinds) {
    const group = parent.command(name).helpCommand(false).description(`the ${name} of a tenant`);
    add(
      addListOptions(
        group
          .command('list <tenant>')
          .description(`the ${name} of a tenant, by ${searched}`)
          .option('--search <text>', `what the ${searched} begins with, in any letter case`)
          .addOption(new Option('--filter <filter>', 'a SCIM filter (RFC 7644 §3.4.2.2)').conflicts('search')),
      ),
      async (session, { search, filter, ...limits }: SearchOptions, tenant) => {
        const asked = { ...(search === undefined ? {} : { search }), ...(filter === undefined ? {} : { filter }) };
        const page = (query: { limit: number }) =>
          session.client.call(list, { parameters: { tenant }, query: { ...asked, ...query } });
        showTable<Resource>(session, await readPages(session.terminal, limits, page), columns);
      },
    );
    add(
      group.command('show <tenant> <id>').description(`one ${noun}, in its SCIM form`),
      async ({ client, terminal }, _, tenant, resource) => {
        terminal.write(toJson(await client.call(get, { parameters: { tenant, id: resource } })));
      },
    );
    if (name === 'users') addGroupsOfUser(group, add);
    else addMembers(group, add);
  }
}

function addGroupsOfUser(users: Command, add: AddCommand): void {
  add(
    addListOptions(users.command('groups <tenant> <id>').description('the groups of a user, direct ones first')),
    async (session, options: ListOptions, tenant, id) => {
      const page = (query: { limit: number }) =>
        session.client.call('listGroupsOfUser', { parameters: { tenant, id }, query });
      showTable(session, await readPages(session.terminal, options, page), groupColumns);
    },
  );
}

function addMembers(groups: Command, add: AddCommand): void {
  add(
    addListOptions(
      groups.command('members <tenant> <id>').description('the members of a group, in the order of their ids'),
    ),
    async (session, options: ListOptions, tenant, id) => {
      const page = (query: { limit: number }) =>
        session.client.call('listMembers', { parameters: { tenant, id }, query });
      showTable(session, await readPages(session.terminal, options, page), memberColumns);
    },
  );
}
