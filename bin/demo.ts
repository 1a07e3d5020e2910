/** `npm run demo`: an identity provider plays its part against a running stack. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '#lib/cli/command-error.ts';
import { numberOption, readOption, runScript, script } from '#lib/cli/script.ts';
import { findTarget } from '#lib/cli/target.ts';
import { connectDemo, demoTenant } from '#lib/local/demo-tenant.ts';
import { castOf, fewestPeople } from '#lib/players/cast.ts';
import { describeDirectory } from '#lib/players/directory.ts';
import { differences, expectedOutcome, outcomeOf } from '#lib/players/outcome.ts';
import { play } from '#lib/players/play.ts';
import { type Player, playerName } from '#lib/players/player.ts';
import { players } from '#lib/players/players.ts';
import { type Connection, type Exchange, ScimClient } from '#lib/players/scim-client.ts';
import { newTokenDelay } from '#tokens/authenticate.ts';

interface Options {
  readonly provider: Player;
  readonly people: number;
  readonly concurrency: number;
  readonly baseUrl?: string;
  readonly token?: string;
  readonly data: string;
}

const findPlayer = (name: string) => players.find((candidate) => playerName(candidate) === name);
const command = script(
  'demo',
  'An identity provider plays its part against a running stack: connection test, users, groups, updates, deactivation, reactivation, deletion, import. Each answer is checked as that provider would.',
)
  .addOption(
    readOption('--provider <name>', players.map(playerName).join(', '), findPlayer, 'It is no player.').default(
      findPlayer('jumpcloud'),
      'jumpcloud',
    ),
  )
  .addOption(numberOption('--people <n>', 'how many people it brings', fewestPeople, 4).default(25))
  .addOption(numberOption('--concurrency <n>', 'requests in flight', 1, 4).default(1))
  .option(
    '--base-url <url>',
    "base URL of the connection; default: SCIM_BASE_URL, then the local stack's for the provider",
  )
  .option('--token <token>', "its token; default: SCIM_TOKEN, then the local stack's for the provider")
  .option('--data <dir>', 'data folder of the local stack', '.rollcall');

async function findConnection(options: Options, provider: string): Promise<Connection> {
  const { SCIM_BASE_URL = '', SCIM_TOKEN = '' } = process.env;
  const { baseUrl = SCIM_BASE_URL, data, token = SCIM_TOKEN } = options;
  if (baseUrl !== '' && token !== '') return { baseUrl: baseUrl.replace(/\/+$/, ''), token };
  // Half a connection is a mistake: nobody who names one means the local stack's.
  if (baseUrl !== '' || token !== '') {
    const neither = "or leave both out, for the local stack's own tenant.";
    throw baseUrl === ''
      ? new CommandError('There is a token and no base URL.', `Give --base-url or SCIM_BASE_URL too, ${neither}`, 2)
      : new CommandError('There is a base URL and no token.', `Give --token or SCIM_TOKEN too, ${neither}`, 2);
  }
  const connection = await connectDemo(await findTarget({ data }), data, provider);
  if (connection === undefined) {
    throw new CommandError(`The tenant ${demoTenant} is being deleted.`, 'Try again in two minutes.');
  }
  if (connection.isNew) await sleep(newTokenDelay);
  return connection;
}

function shorten(value: unknown): string {
  if (value === undefined) return '';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function show({ what, method, path, requestBody, status, responseBody, milliseconds, failure }: Exchange): void {
  process.stdout.write(`${what}\n  → ${method} ${decodeURIComponent(path)} ${shorten(requestBody)}\n`);
  process.stdout.write(`  ← ${status} in ${milliseconds.toFixed(0)} ms ${shorten(responseBody)}\n`);
  if (failure !== undefined) process.stdout.write(`  ✗ ${failure}\n`);
}

await runScript<Options>(command, async (options) => {
  const { concurrency, people, provider: player } = options;
  const cast = castOf(player.name, people);
  const connection = await findConnection(options, player.id);
  const probe = new ScimClient(connection);
  const configuration = await probe.send('is it there?', 'GET', '/ServiceProviderConfig', { status: [200] });
  const status = probe.exchanges[0]?.status;
  if (status === 0) {
    throw new CommandError(`Nothing answers at ${connection.baseUrl}.`, 'Run npm start in another terminal.');
  }
  if (status === 401) {
    throw new CommandError(
      `${connection.baseUrl} refuses this token with 401.`,
      'It may be cut off, revoked or expired, or of another connection: a token opens the provider that it was issued for.',
    );
  }
  if (configuration.patch === undefined) {
    const detail = typeof configuration.detail === 'string' ? `: ${configuration.detail}` : '.';
    throw new CommandError(`${connection.baseUrl} answers with ${status}, and not as a SCIM service provider${detail}`);
  }

  const { headers, mediaType, parameter } = player;
  const client = new ScimClient({ ...connection, headers, mediaType, parameter, onExchange: show });
  await play({ player, client, cast, concurrency });
  const quiet = new ScimClient(connection);
  const wrong = differences(expectedOutcome(player, cast), await outcomeOf(quiet, cast));
  const directory = await describeDirectory(quiet);
  const exchanges = [...client.exchanges, ...quiet.exchanges];
  const failed = exchanges.filter(({ failure }) => failure !== undefined);
  process.stdout.write(`\n${directory}\n\n${exchanges.length} requests, ${failed.length} failed.\n`);
  for (const difference of wrong) process.stdout.write(`✗ ${difference}\n`);
  if (failed.length > 0 || wrong.length > 0) process.exitCode = 1;
});
