/** `npm run demo`: an identity provider plays its part against a running stack. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findTarget } from '#lib/cli/target.ts';
import { connectDemo, demoTenant, newTokenDelay } from '#lib/local/demo-tenant.ts';
import { castOf, fewestPeople } from '#lib/players/cast.ts';
import { describeDirectory } from '#lib/players/directory.ts';
import { differences, expectedOutcome, outcomeOf } from '#lib/players/outcome.ts';
import { play } from '#lib/players/play.ts';
import { playerName } from '#lib/players/player.ts';
import { players } from '#lib/players/players.ts';
import { type Connection, type Exchange, ScimClient } from '#lib/players/scim-client.ts';

const usage = `npm run demo -- [options]

An identity provider plays its part against a running stack: connection test, users, groups, updates, deactivation,
reactivation, deletion, import. Each answer is checked as that provider would.

  --provider NAME  who plays (default jumpcloud):
                   ${players.map(playerName).join(', ')}
  --people N       how many people it brings (default 25, at least ${fewestPeople})
  --concurrency N  requests in flight (default 1)
  --base-url URL   base URL of the connection; default: SCIM_BASE_URL, then the local stack's for the provider
  --token TOKEN    its token; default: SCIM_TOKEN, then the local stack's for the provider
  --data DIR       data folder of the local stack (default .rollcall)
  --help           this text
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        provider: { type: 'string', default: 'jumpcloud' },
        people: { type: 'string', default: '25' },
        concurrency: { type: 'string', default: '1' },
        'base-url': { type: 'string' },
        token: { type: 'string' },
        data: { type: 'string', default: '.rollcall' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(`${(error as Error).message} See npm run demo -- --help`);
  }
}

async function findConnection(options: ReturnType<typeof readOptions>, provider: string): Promise<Connection> {
  const baseUrl = options['base-url'] ?? process.env.SCIM_BASE_URL;
  const token = options.token ?? process.env.SCIM_TOKEN;
  if (baseUrl !== undefined && token !== undefined) return { baseUrl: baseUrl.replace(/\/+$/, ''), token };
  const { data } = options;
  const connection = await connectDemo(await findTarget({ data }), data, provider);
  if (connection === undefined) return fail(`The tenant ${demoTenant} is being deleted; try again in two minutes.`);
  if (connection.isNew) await sleep(newTokenDelay);
  return connection;
}

/** A whole number from `least` on. */
function countOf(name: string, text: string, least: number): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= least) return Number(text);
  return fail(`--${name} ${text} is no number from ${least} to 9999. See npm run demo -- --help`);
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

const options = readOptions();
if (options.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const player =
  players.find((candidate) => playerName(candidate) === options.provider) ??
  fail(`"${options.provider}" is no player. See npm run demo -- --help`);
const cast = castOf(player.name, countOf('people', options.people, fewestPeople));
const concurrency = countOf('concurrency', options.concurrency, 1);
const connection = await findConnection(options, player.id).catch(({ message, remedy }: Error & { remedy?: string }) =>
  fail([message, remedy].join(' ')),
);
const probe = new ScimClient(connection);
const configuration = await probe.send('is it there?', 'GET', '/ServiceProviderConfig', { status: [200] });
if (probe.exchanges[0]?.status === 0) {
  fail(`Nothing answers at ${connection.baseUrl}: run npm start in another terminal.`);
}
if (configuration.patch === undefined) {
  fail(`${connection.baseUrl} does not answer as a SCIM service provider with this token.`);
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
process.exitCode = failed.length === 0 && wrong.length === 0 ? 0 : 1;
