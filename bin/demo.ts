/** `npm run demo`: an identity provider plays its part against a running stack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeDirectory } from '#lib/players/directory.ts';
import { playJumpCloud } from '#lib/players/jumpcloud.ts';
import { type Connection, type Exchange, ScimClient } from '#lib/players/scim-client.ts';

const usage = `npm run demo -- [options]

Plays JumpCloud against a running stack: connection test, 25 users, 3 groups, a rename, a deactivation.

  --base-url URL   base URL of the connection; default: SCIM_BASE_URL, then the local stack's
  --token TOKEN    its token; default: SCIM_TOKEN, then the local stack's
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

function findConnection(options: ReturnType<typeof readOptions>): Connection {
  const baseUrl = options['base-url'] ?? process.env.SCIM_BASE_URL;
  const token = options.token ?? process.env.SCIM_TOKEN;
  if (baseUrl !== undefined && token !== undefined) return { baseUrl: baseUrl.replace(/\/+$/, ''), token };
  try {
    return JSON.parse(readFileSync(join(options.data, 'local.json'), 'utf8')) as Connection;
  } catch {
    return fail('No stack is known: run npm start in another terminal, or give --base-url and --token.');
  }
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
const connection = findConnection(options);
const client = new ScimClient({ ...connection, onExchange: show });
const probe = await client.send('is it there?', 'GET', '/ServiceProviderConfig', { status: [200] });
if (client.exchanges[0]?.status === 0)
  fail(`Nothing answers at ${connection.baseUrl}: run npm start in another terminal.`);
if (probe.patch === undefined)
  fail(`${connection.baseUrl} does not answer as a SCIM service provider with this token.`);

await playJumpCloud(client);
const quiet = new ScimClient(connection);
const directory = await describeDirectory(quiet);
const exchanges = [...client.exchanges, ...quiet.exchanges];
const failed = exchanges.filter(({ failure }) => failure !== undefined);
process.stdout.write(`\n${directory}\n\n${exchanges.length} requests, ${failed.length} failed.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
