/** The synthesized stack on this machine: engine, secrets, functions and gateway, all as the template says. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccessEvent, startAccessGuard } from './access/access-guard.ts';
import { type SignIn, startConsole } from './console.ts';
import { createTables, startDynamoDb } from './dynamodb.ts';
import { type BusFault, EventBuses, type Listener } from './event-bus.ts';
import { startEventSources } from './event-sources.ts';
import { startEventsEndpoint } from './events-endpoint.ts';
import { FunctionHost } from './function-host.ts';
import { type RequestLine, startGateway } from './gateway.ts';
import type { AccessKey } from './iam-authorizer.ts';
import { LogDelivery } from './log-delivery.ts';
import { MessageQueues } from './message-queues.ts';
import { randomString } from './random-string.ts';
import type { HttpExchange } from './recorder/record.ts';
import { startSchedules } from './schedule.ts';
import type { SecretStore } from './secret-store.ts';
import { startSecrets } from './secrets.ts';
import { indexStreams } from './stream-index.ts';
import type { BatchLine } from './stream-poller.ts';
import { type FunctionDefinition, type LocalTemplate, readAssembly, type SecretDefinition } from './template.ts';

export interface LocalStackOptions {
  /** Folder of the cloud assembly: `cdk.out`. */
  readonly assembly: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Folder that keeps tables and secrets between runs; in memory without it. */
  readonly data?: string | undefined;
  readonly onRequest?: (line: RequestLine) => void;
  /** Told of each request with its answer, which goes out when this returns. */
  readonly onExchange?: ((exchange: HttpExchange) => void) | undefined;
  /** Told of each batch of records that a function got from a stream. */
  readonly onBatch?: (line: BatchLine) => void;
  /** Told in a sentence why a stream calls its function no more. */
  readonly onStreamEnd?: (reason: string) => void;
  /** Told of what the roles of functions allow, of what of it is used, and of each call that they do not allow. */
  readonly onAccess?: (event: AccessEvent) => void;
  /** Told of each event that is put on a bus. */
  readonly onEvent?: Listener | undefined;
  /** What a bus does instead of taking entries, asked with the number of calls before: for tests. */
  readonly busFaultOf?: ((call: number, entries: number) => BusFault | undefined) | undefined;
  /** Told in a sentence of log lines that a function did not take. */
  readonly onLogLoss?: (reason: string) => void;
  /**
   * Environment variables that take the place of the template's, in each function that has them. Without them tenants are
   * not limited: the machine is one person's.
   */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface LocalStack {
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
  readonly port: number;
  /** Where people sign in to the console; undefined without a user pool. */
  readonly signIn: SignIn | undefined;
  /** Opens the routes with an IAM authorizer until the stack stops. */
  readonly accessKey: AccessKey;
  /** Of the first table of the template. */
  readonly tableName: string;
  readonly dynamodbEndpoint: string;
  readonly secretsEndpoint: string;
  readonly region: string;
  /** EventBridge and SQS. */
  readonly eventsEndpoint: string;
  /** The events on the buses as they come: server-sent events. */
  readonly eventFeed: string;
  readonly queues: MessageQueues;
  /** Calls of each Secrets Manager operation since the start. */
  readonly secretCalls: Readonly<Record<string, number>>;
  /** The environment variables of all functions together, as the template sets them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Kills the environments of a function, whatever they do. */
  killFunction(name: string): Promise<void>;
  /** Ends the DynamoDB engine, as a lack of memory would. */
  killEngine(): Promise<void>;
  /** Resolves when the DynamoDB engine has ended although nobody stopped the stack. */
  readonly engineCrashed: Promise<void>;
  /** Answers what has been asked, then ends everything. */
  stop(): Promise<void>;
}

/** The files that a stack keeps in its data folder. */
export const databaseFile = 'dynamodb.sqlite';
export const secretsFile = 'secrets.json';
export const streamsFile = 'streams.json';
export const queuesFile = 'queues.json';

/** The environment of functions that no rate limit holds back: more than one machine can answer. */
export const unlimited = { TENANT_REQUESTS_PER_SECOND: '10000', TENANT_REQUEST_BURST: '10000' };

/** How long requests may still take when the stack is stopped, in milliseconds. */
const grace = 2_000;

/**
 * Starts everything an assembly describes. Tables and secrets that are there already stay as they are.
 * Throws for a template that it cannot stand in for, and as `listen` does (`EADDRINUSE`) when the port is taken; then
 * nothing is left running.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { busFaultOf, onEvent } = options;
  const {
    assembly,
    port,
    data,
    onRequest,
    onExchange,
    onBatch,
    onStreamEnd,
    onAccess,
    onLogLoss,
    variables = unlimited,
  } = options;
  const template = readAssembly(assembly, process.env.AWS_REGION || 'eu-west-1');
  const [api, ...others] = template.apis;
  if (api === undefined || others.length > 0) {
    throw new Error(`The local stack serves one HTTP API; the template has ${template.apis.length}.`);
  }
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    // The gateway first, so that what it took is answered; then what answers it.
    for (const step of stops.splice(0).toReversed()) await step();
  };
  try {
    if (data !== undefined) mkdirSync(data, { recursive: true, mode: 0o700 });
    const file = (name: string) => (data === undefined ? undefined : join(data, name));
    const database = file(databaseFile) ?? join(temporaryFolder(stops), databaseFile);
    const engine = await startDynamoDb({ path: database });
    stops.push(() => engine.stop());
    indexStreams(database);
    const secrets = await startSecrets({ region: template.region, file: file(secretsFile) });
    stops.push(() => secrets.stop());
    createSecrets(secrets.store, template.secrets);
    const buses = new EventBuses({ region: template.region, names: template.eventBuses });
    if (onEvent !== undefined) buses.listen(onEvent);
    const queues = new MessageQueues(template.queues, file(queuesFile));
    const events = await startEventsEndpoint({ buses, queues, faultOf: busFaultOf });
    stops.push(() => events.stop());
    await createTables(engine.endpoint, template.tables);
    const definitions = template.functions.map((one) => withVariables(one, variables));
    const endpoints = {
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: engine.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: events.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      AWS_ENDPOINT_URL_SQS: events.endpoint,
    };
    const guard = await startAccessGuard(endpoints, { ...template, onAccess });
    stops.push(() => guard.stop());
    const functions = new FunctionHost(definitions, {
      region: template.region,
      endpoints: guard.endpoints,
      onLogs: (name, logs) => delivery.take(name, logs),
    });
    const delivery = new LogDelivery({
      subscriptions: template.logSubscriptions,
      invoke: (name, event) => functions.invoke(name, event),
      onLoss: onLogLoss,
    });
    const sources = await startEventSources({
      sources: template.eventSources,
      endpoint: engine.endpoint,
      functions,
      file: file(streamsFile),
      onBatch,
      sendToQueue: (queue, body) => queues.send(queue, body),
      onEnd: onStreamEnd,
    });
    stops.push(async () => {
      // A batch may take minutes, and is handed on again after the next start.
      sources.stop();
      await delivery.stop();
      await functions.stop();
      await sources.ended;
    });
    const accessKey = { accessKeyId: 'local', secretAccessKey: randomBytes(20).toString('hex') };
    const console = await startConsole(template);
    stops.push(() => console.stop());
    const gateway = await startGateway({
      api: console.enforcedBy(api),
      functions,
      port,
      accessKey,
      serveSite: (request) => console.serve(request),
      onRequest,
      onExchange,
    });
    stops.push(() => gateway.stop(grace));
    const stopSchedules = startSchedules(template.schedules, (name, event) => functions.invoke(name, event));
    stops.push(async () => stopSchedules());
    const origin = `http://127.0.0.1:${gateway.port}`;
    console.open(gateway.port);
    return {
      origin,
      signIn: console.signIn,
      port: gateway.port,
      accessKey,
      tableName: template.tables[0]?.TableName ?? '',
      dynamodbEndpoint: engine.endpoint,
      secretsEndpoint: secrets.endpoint,
      region: template.region,
      eventsEndpoint: events.endpoint,
      eventFeed: events.feed,
      queues,
      secretCalls: secrets.calls,
      environment: allVariables(template),
      killFunction: (name) => functions.kill(name),
      killEngine: () => engine.stop(),
      engineCrashed: engine.crashed,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nothing outlives the stack in it. The engine could do without a file, but then its streams without their index. */
function temporaryFolder(stops: (() => Promise<void>)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  stops.push(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function createSecrets(store: SecretStore, secrets: readonly SecretDefinition[]): void {
  const present = new Set(store.list().map(({ name }) => name));
  for (const { name, description, value } of secrets) {
    if (present.has(name)) continue;
    const text = typeof value === 'string' ? value : randomString(value);
    store.save(store.addVersion(store.create(name, { description, tags: [] }), { text }).secret);
  }
}

function withVariables(
  definition: FunctionDefinition,
  variables: Readonly<Record<string, string>>,
): FunctionDefinition {
  const own = Object.entries(definition.environment).map(([name, value]) => [name, variables[name] ?? value]);
  return { ...definition, environment: Object.fromEntries(own) as Record<string, string> };
}

function allVariables({ functions }: LocalTemplate): Readonly<Record<string, string>> {
  return Object.fromEntries(functions.flatMap(({ environment }) => Object.entries(environment)));
}
