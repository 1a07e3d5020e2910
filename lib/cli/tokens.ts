/** `rollcall tokens` */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type IssuedToken, type Scope, scope, type Token } from '#admin/contract/token.ts';
import { given } from './given.ts';
import { providerArgument } from './providers.ts';
import { type AddCommand, confirm, type Session, showRecord, showTable } from './session.ts';
import type { Column } from './table.ts';

const columns: readonly Column<Token>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'LABEL', of: ({ label }) => label, flexible: true },
  { title: 'STATUS', of: statusOf },
  { title: 'SCOPES', of: ({ scopes }) => scopes.join(' ') },
  { title: 'LAST USED', of: ({ lastUsedAt }) => lastUsedAt ?? 'never' },
  { title: 'EXPIRES', of: ({ expiresAt }) => expiresAt ?? 'never' },
];

interface NewTokenOptions {
  readonly label: string;
  readonly scope?: Scope[];
  readonly expires?: string;
  readonly user?: string;
}

export function addTokens(parent: Command, add: AddCommand): void {
  const tokens = parent.command('tokens').helpCommand(false).description('bearer tokens of a connection');
  const all = (name: string, description: string) =>
    tokens.command(`${name} <tenant>`).description(description).addArgument(providerArgument());
  const one = (name: string, description: string) => all(name, description).argument('<token>', 'id of the token');
  const expires = (otherwise: string) =>
    new Option('--expires <date>', `ISO 8601, such as 2027-01-31; ${otherwise} without it`).argParser(toInstant);

  add(all('list', 'the tokens of a connection, newest first'), async (session, _, tenant, provider) => {
    const { items } = await session.client.call('listTokens', { parameters: { tenant, provider } });
    showTable(session, items, columns);
  });
  add(
    all('issue', 'issue a token and print it, once')
      .requiredOption('--label <text>', 'what it is for')
      .addOption(new Option('--scope <scope...>', 'what it may do; both without it').choices(scope.options))
      .addOption(expires('it lasts until it is revoked'))
      .option('--user <id>', 'id of the user that /Me stands for'),
    async (session, options: NewTokenOptions, tenant, provider) => {
      const { label, scope: scopes, expires: expiresAt, user } = options;
      const body = { label, ...given({ scopes, expiresAt, user }) };
      showIssued(session, await session.client.call('issueToken', { parameters: { tenant, provider }, body }));
    },
  );
  add(
    one('rotate', 'issue the token that takes over; both work until the rotation is completed or cancelled')
      .option('--label <text>', 'what it is for; as the old one without it')
      .addOption(expires('it lasts as long as the old one was to last')),
    async (session, options: Partial<NewTokenOptions>, tenant, provider, token) => {
      const body = given({ label: options.label, expiresAt: options.expires });
      showIssued(
        session,
        await session.client.call('startRotation', { parameters: { tenant, provider, token }, body }),
      );
    },
  );
  const ends = [
    ['complete', 'completeRotation', 'end a rotation: revoke the old token'],
    ['cancel', 'cancelRotation', 'end a rotation: revoke the new token; give the id of the old one'],
    ['revoke', 'revokeToken', 'revoke a token; refused everywhere within a minute'],
  ] as const;
  for (const [name, operation, description] of ends) {
    const command = one(name, description).option('--yes', 'do not ask');
    add(command, async (session, options: { yes?: boolean }, tenant, provider, token) => {
      await confirm(session.terminal, questions[name](token), options);
      show(session, await session.client.call(operation, { parameters: { tenant, provider, token } }));
    });
  }
}

const questions = {
  complete: (token: string) => `The token ${token} will be revoked, and the one that replaces it stays`,
  cancel: (token: string) => `The token that was to replace ${token} will be revoked`,
  revoke: (token: string) => `The token ${token} will be revoked`,
};

/** The only place where a token is written: once, to stdout. */
function showIssued(session: Session, issued: IssuedToken): void {
  const { baseUrl, secret, token } = issued;
  showRecord(session, issued, [['Base URL', baseUrl], ['Token', secret], ...recordOf(token)]);
  session.terminal.note('The token is shown this once and kept nowhere: paste it into the identity provider now.');
}

function show(session: Session, token: Token): void {
  showRecord(session, token, recordOf(token));
}

function recordOf(token: Token) {
  return [
    ['Id', token.id],
    ['Label', token.label],
    ['Status', statusOf(token)],
    ['Scopes', token.scopes.join(' ')],
    ['Created', token.createdAt],
    ['Expires', token.expiresAt ?? 'never'],
    ['Replaces', token.replaces],
    ['Replaced by', token.replacedBy],
  ] as const;
}

function statusOf({ status, replacedBy, expiresSoon }: Token): string {
  if (expiresSoon === true) return 'expires soon';
  return status === 'active' && replacedBy !== undefined ? 'being replaced' : status;
}

export function toInstant(text: string): string {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('It must be a date, such as 2027-01-31 or 2027-01-31T09:00:00Z.');
  return new Date(time).toISOString();
}
