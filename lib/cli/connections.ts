/** `rollcall connections` */
import { type Command, Option } from 'commander';
import type { Connection } from '#admin/contract/connection.ts';
import { providerArgument } from './providers.ts';
import { type AddCommand, confirm, type Session, showRecord, showTable } from './session.ts';
import type { Column } from './table.ts';

const switchNames = ['strict', 'additiveReplace', 'softDelete'] as const;
type SwitchName = (typeof switchNames)[number];
type SwitchOptions = { readonly [name in SwitchName]?: keyof typeof positions };

const positions = { on: true, off: false, default: undefined } as const;
const meanings: Readonly<Record<SwitchName, string>> = {
  strict: 'refuse unknown attributes and a PATCH without paths',
  additiveReplace: 'let a PATCH that replaces the members of a group add to them',
  softDelete: 'keep what is deleted, so that it can be restored',
};

const columns: readonly Column<Connection>[] = [
  { title: 'PROVIDER', of: ({ provider }) => provider },
  { title: 'NAME', of: ({ displayName }) => displayName, flexible: true },
  { title: 'TOKENS', of: ({ tokens }) => tokens },
  { title: 'LAST REQUEST', of: ({ lastRequestAt }) => lastRequestAt ?? 'none yet' },
  { title: 'BASE URL', of: ({ baseUrl }) => baseUrl },
];

export function addConnections(parent: Command, add: AddCommand): void {
  const connections = parent
    .command('connections')
    .helpCommand(false)
    .description('identity providers that may provision into a tenant');
  const one = (name: string, description: string) =>
    connections.command(`${name} <tenant>`).description(description).addArgument(providerArgument());
  add(connections.command('list <tenant>').description('the connections of a tenant'), async (session, _, tenant) => {
    const { items } = await session.client.call('listConnections', { parameters: { tenant } });
    showTable(session, items, columns);
  });
  add(
    one('activate', 'let an identity provider in; it needs a token besides (rollcall tokens issue)').option(
      '--name <name>',
      'name for people',
    ),
    async (session, { name }: { name?: string }, tenant, provider) => {
      const body = name === undefined ? {} : { displayName: name };
      show(session, await session.client.call('activateConnection', { parameters: { tenant, provider }, body }));
    },
  );
  add(
    one('show', 'one connection, with what is pasted into the identity provider'),
    async (session, _, tenant, provider) => {
      show(session, await session.client.call('getConnection', { parameters: { tenant, provider } }));
    },
  );
  const switches = one('switches', 'turn the switches of a connection, and show them; in force within a minute');
  for (const name of switchNames) switches.addOption(switchOption(name));
  add(switches, async (session, options: SwitchOptions, tenant, provider) => {
    const of = { tenant, provider };
    const before = await session.client.call('getConnection', { parameters: of });
    const turned = switchNames.filter((name) => options[name] !== undefined);
    if (turned.length === 0) return show(session, before);
    // What is sent replaces all of them; one that is undefined is not sent.
    const change = Object.fromEntries(turned.map((name) => [name, positions[options[name] ?? 'default']]));
    const body = { switches: { ...before.switches, ...change } };
    show(session, await session.client.call('changeConnection', { parameters: of, body }));
  });
  add(
    one('deactivate', 'revoke the tokens of an identity provider; the directory stays').option('--yes', 'do not ask'),
    async ({ client, terminal }, options: { yes?: boolean }, tenant, provider) => {
      await confirm(terminal, `The tokens of ${provider} for ${tenant} will be revoked`, options);
      await client.call('deactivateConnection', { parameters: { tenant, provider } });
      terminal.note(`${provider} is deactivated for ${tenant}; its tokens are refused everywhere within a minute.`);
    },
  );
}

function switchOption(name: SwitchName): Option {
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new Option(`--${flag} <position>`, meanings[name]).choices(Object.keys(positions));
}

function show(session: Session, connection: Connection): void {
  const { provider, displayName, baseUrl, switches, createdAt, firstRequestAt, lastRequestAt, tokens } = connection;
  showRecord(session, connection, [
    ['Provider', provider],
    ['Name', displayName],
    ['Base URL', baseUrl],
    ['Tokens that work', tokens],
    ['Activated', createdAt],
    ['First request', firstRequestAt ?? 'none yet'],
    ['Last request', lastRequestAt],
    ...switchNames.map(
      (name) => [`Switch ${name}`, { true: 'on', false: 'off' }[String(switches[name])] ?? 'default'] as const,
    ),
  ]);
}
