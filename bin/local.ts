/** `npm start`: the synthesized stack on this machine. */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configuredStage } from '#lib/config/configured-stage.ts';
import type { AccessEvent } from '#lib/local/access/access-guard.ts';
import { buildAssembly } from '#lib/local/build.ts';
import { connectDemo, demoTenant, tokensFile } from '#lib/local/demo-tenant.ts';
import { connectionFile, endpointsFile, writeEndpoints } from '#lib/local/endpoints.ts';
import { lockFolder } from '#lib/local/folder-lock.ts';
import type { RequestLine } from '#lib/local/gateway.ts';
import { whenLauncherIsGone } from '#lib/local/launcher.ts';
import { Recorder } from '#lib/local/recorder/recorder.ts';
import { writeWhole } from '#lib/local/secret-store.ts';
import {
  databaseFile,
  type LocalStack,
  queuesFile,
  secretsFile,
  startLocalStack,
  streamsFile,
} from '#lib/local/stack.ts';
import type { BatchLine } from '#lib/local/stream-poller.ts';
import { describeEvent } from '#lib/operator/event-feed.ts';
import type { Connection } from '#lib/players/scim-client.ts';
import { findProvider, providers } from '#service/providers.ts';

const usage = `npm start -- [options]

Builds the stack and runs it on this machine: API, functions, table and secrets.

  --port N          port on 127.0.0.1 (default 4000; 0 for any free one)
  --data DIR        where data is kept between runs (default .rollcall)
  --fresh           start empty
  --provider NAME   whose base URL and token are printed (default generic):
                    ${providers.map(({ id }) => id).join(', ')}
  --record FILE     write the requests that arrive to a new FILE, without tokens, passwords and personal values
  --events          also show what happens to users, groups and memberships (docs/events.md)
  --verbose         also show query plans and what the functions log
  --help            this text
`;

const root = resolve(import.meta.dirname, '..');

interface Options {
  readonly port: number;
  readonly data: string;
  readonly events: boolean;
  readonly fresh: boolean;
  readonly provider: string;
  readonly record: string | undefined;
  readonly verbose: boolean;
}

function fail(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readOptions(): Options {
  const refuse = (message: string) => fail(`${message.replace(/\.?$/, '.')} See npm start -- --help`, 2);
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4000' },
        data: { type: 'string', default: '.rollcall' },
        fresh: { type: 'boolean', default: false },
        provider: { type: 'string', default: 'generic' },
        record: { type: 'string' },
        events: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535)) return refuse(`--port ${values.port} is no port: 0 to 65535.`);
    const provider = findProvider(values.provider) ?? refuse(`"${values.provider}" is no identity provider.`);
    const { events, fresh, record, verbose } = values;
    return { port, data: resolve(values.data), events, fresh, provider, record, verbose };
  } catch (error) {
    // Some of parseArgs' messages explain further on lines of their own.
    return refuse((error as Error).message.split('\n', 1)[0] ?? '');
  }
}

/** Fails early: nobody should wait for a build to learn that the port is taken. */
function assertFree(port: number): Promise<void> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => fail(portProblem(port, error)));
    server.listen(port, '127.0.0.1', () => server.close(() => done()));
  });
}

function portProblem(port: number, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken; stop what uses it or choose another with --port.`;
  return `Port ${port} cannot be used: ${message}`;
}

function forget(data: string, files: readonly string[]): void {
  for (const file of files) rmSync(join(data, file), { force: true });
}

async function build(): Promise<void> {
  const startedAt = performance.now();
  let isNeeded = false;
  const onBuild = () => {
    isNeeded = true;
    process.stdout.write('building… ');
  };
  try {
    const { schemas } = configuredStage('dev').settings;
    await buildAssembly({ root, output: join(root, 'cdk.out'), schemas, onBuild });
  } catch (error) {
    if (isNeeded) say('');
    throw error;
  }
  if (isNeeded) say(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

function startRecorder(file: string): Recorder {
  try {
    return new Recorder(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail(code === 'EEXIST' ? `${file} is there already; choose another name for --record.` : message);
  }
}

function greet({ origin, signIn }: LocalStack, connection: Connection | undefined, data: string): void {
  const console = signIn === undefined ? '' : `\n  Console   ${origin}/console/`;
  const below = relative(process.cwd(), data);
  const folder = below.startsWith('..') ? data : below || '.';
  const demo = folder === '.rollcall' ? 'npm run demo' : `npm run demo -- --data ${folder}`;
  const kept = `Data      ${folder} (kept between runs; --fresh starts empty)`;
  if (connection === undefined) {
    return say(`
Rollcall runs on this machine.
${console}
  ${kept}
  Tenant    ${demoTenant} is being deleted: npx rollcall tenants delete ${demoTenant}, or start again in two minutes
  Stop      Ctrl-C
`);
  }
  const { baseUrl, token } = connection;
  say(`
Rollcall runs on this machine.
${console}
  Base URL  ${baseUrl}
  Token     ${token}
  ${kept}

  Try       curl -H 'Authorization: Bearer ${token}' ${baseUrl}/Users
            ${demo}   (in another terminal)
  Stop      Ctrl-C
`);
}

function show(line: RequestLine, verbose: boolean): void {
  const { coldStart, items, method, ms, path, plan, rcu, status, trips, wcu } = line;
  const cost = `${trips} ${trips === 1 ? 'trip' : 'trips'}  ${rcu} RCU  ${wcu} WCU`;
  const cold = verbose && coldStart ? '  cold start' : '';
  say(`${method.padEnd(6)} ${path}  ${status}  ${Math.round(ms)} ms  ${cost}${cold}`);
  if (verbose && plan !== undefined) say(`       plan: ${plan}  ${items} ${items === 1 ? 'item' : 'items'} read`);
  // A function that failed is worth its log in any case.
  if (verbose || status >= 500) for (const log of line.logs) say(`       ${log}`);
}

/** A batch from a stream. One that went well is nobody's request. */
function showBatch({ detail, failed, functionName, isDropped, logs, ms, records }: BatchLine, verbose: boolean): void {
  if (!verbose && detail === undefined && !isDropped) return;
  const what = isDropped ? 'dropped' : 'again';
  const outcome = failed === 0 ? '' : `  ${failed} ${what}${detail === undefined ? '' : `: ${detail}`}`;
  say(`STREAM ${functionName}  ${records} ${records === 1 ? 'record' : 'records'}  ${ms} ms${outcome}`);
  for (const log of logs) say(`       ${log}`);
}

/** A call that AWS would refuse as well: the function's permissions want it, or the function is wrong. */
function showDenial(event: AccessEvent): void {
  if (event.kind === 'denied') say(`DENIED ${event.functionName}  ${event.access.action} on ${event.access.resource}`);
}

/** Stops once on Ctrl-C, on SIGTERM, and when npm was killed, which would leave the port and the data in use. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(String(error)),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  whenLauncherIsGone(once);
}

async function run(options: Options): Promise<void> {
  const { data, events: showEvents, fresh, port, provider, record, verbose } = options;
  await assertFree(port);
  const recorder = record === undefined ? undefined : startRecorder(record);
  const database = [databaseFile, `${databaseFile}-wal`, `${databaseFile}-shm`];
  forget(data, [
    connectionFile,
    endpointsFile,
    ...(fresh ? [...database, secretsFile, streamsFile, queuesFile, tokensFile] : []),
  ]);
  await build();
  // What the stack asks itself before it says that it runs is nobody's request.
  let isReady = false;
  const stack = await startLocalStack({
    assembly: join(root, 'cdk.out'),
    port,
    data,
    onRequest: (line) => isReady && show(line, verbose),
    onExchange: (exchange) => isReady && recorder?.record(exchange),
    onBatch: (line) => showBatch(line, verbose),
    onStreamEnd: say,
    onEvent: showEvents ? ({ event }) => say(`EVENT  ${describeEvent(event)}`) : undefined,
    onAccess: showDenial,
    onLogLoss: say,
  }).catch((error: NodeJS.ErrnoException) =>
    fail(error.code === 'EADDRINUSE' ? portProblem(port, error) : error.message),
  );
  stopOnSignal(async () => {
    forget(data, [connectionFile, endpointsFile]);
    await stack.stop();
  });
  const { accessKeyId, secretAccessKey } = stack.accessKey;
  const credentials = { accessKeyId, secretAccessKey };
  const operator = { url: `${stack.origin}/operator/v1`, region: stack.region };
  writeEndpoints(data, stack);
  const demo = await connectDemo({ ...operator, credentials }, data, provider);
  const { baseUrl, token } = demo ?? {};
  const connection = {
    baseUrl,
    token,
    port: stack.port,
    pid: process.pid,
    events: stack.eventFeed,
    admin: { ...operator, ...credentials },
    ...(stack.signIn === undefined ? {} : { console: { url: `${stack.origin}/console/`, ...stack.signIn } }),
  };
  writeWhole(join(data, connectionFile), JSON.stringify(connection));
  isReady = true;
  greet(stack, demo, data);
  void stack.engineCrashed.then(() => fail('The DynamoDB engine ended unexpectedly; start again.'));
}

const options = readOptions();
await lockFolder(options.data)
  .then((lock) => {
    process.on('exit', () => lock.release());
    return run(options);
  })
  .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
