/** Runs functions as Lambda does: environments that start cold, are used again, and take one invocation at a time. */
import { randomUUID } from 'node:crypto';
import { type EnvironmentVariables, ExecutionEnvironment, type Outcome } from './execution-environment.ts';
import type { FunctionDefinition } from './template.ts';

export interface Invocation {
  readonly outcome: Outcome;
  /** What the function wrote to its standard output and error, line by line, in order. */
  readonly logs: readonly string[];
  readonly coldStart: boolean;
}

export interface FunctionHostOptions {
  /** Beside the template's own variables and those that Lambda sets: where AWS is. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly region: string;
  /** Environments per function; more invocations than that wait. */
  readonly maxConcurrency?: number;
  /** Told what a function wrote during an invocation, when that has ended. */
  readonly onLogs?: (functionName: string, logs: readonly string[]) => void;
}

/** Lambda's limits for a synchronous invocation, in bytes. */
export const maxRequestBytes = 6 * 1024 * 1024;
export const maxResponseBytes = 6 * 1024 * 1024 + 100;

export class FunctionHost {
  readonly #pools: ReadonlyMap<string, Pool>;

  constructor(functions: readonly FunctionDefinition[], options: FunctionHostOptions) {
    this.#pools = new Map(functions.map((one) => [one.name, new Pool(one, options)]));
  }

  /** Invokes a function with an event, given as JSON text. Throws only when there is no such function. */
  async invoke(functionName: string, event: string): Promise<Invocation> {
    const pool = this.#pools.get(functionName);
    if (pool === undefined) throw new Error(`There is no function ${functionName}.`);
    const bytes = Buffer.byteLength(event);
    if (bytes > maxRequestBytes) {
      const detail = `${bytes} bytes of event exceed the ${maxRequestBytes} bytes a function takes`;
      return { outcome: { kind: 'requestTooLarge', detail }, logs: [], coldStart: false };
    }
    return pool.invoke(event);
  }

  /** How many environments of a function live: busy, starting or idle. */
  environmentsOf(functionName: string): number {
    return this.#pools.get(functionName)?.size ?? 0;
  }

  /** Ends the environments of a function as a lack of memory would: what runs in one ends as a crash. */
  async kill(functionName: string): Promise<void> {
    await this.#pools.get(functionName)?.kill();
  }

  /** Ends every environment at once; what runs in one ends as a crash. */
  async stop(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
  }
}

class Pool {
  readonly #definition: FunctionDefinition;
  readonly #options: FunctionHostOptions;
  readonly #environments = new Set<ExecutionEnvironment>();
  /** The most recently used one is last: it is taken first, so that the others may cool down. */
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];

  constructor(definition: FunctionDefinition, options: FunctionHostOptions) {
    this.#definition = definition;
    this.#options = options;
  }

  get size(): number {
    return this.#environments.size;
  }

  async invoke(event: string): Promise<Invocation> {
    const environment = await this.#acquire();
    const coldStart = !environment.used;
    const { arn, logGroup, memorySize, name, timeout } = this.#definition;
    const context = {
      awsRequestId: randomUUID(),
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memorySize),
      logGroupName: logGroup,
      logStreamName: environment.logStreamName,
    };
    const { outcome, logs } = await environment.invoke(event, context, timeout * 1_000);
    this.#release(environment);
    this.#options.onLogs?.(name, logs);
    return { outcome: withinLimit(outcome), logs, coldStart };
  }

  async stop(): Promise<void> {
    // Who still waits has been cut off by the gateway, and must not start another environment.
    this.#waiting.length = 0;
    await this.kill();
  }

  async kill(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
  }

  #acquire(): Promise<ExecutionEnvironment> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.size < (this.#options.maxConcurrency ?? 10)) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.#definition, this.#variables());
    this.#environments.add(environment);
    void environment.ended.then(() => this.#remove(environment));
    return environment;
  }

  #release(environment: ExecutionEnvironment): void {
    // One that ended makes room for a fresh one, which the first that waits must get.
    const next = environment.alive ? environment : undefined;
    if (next === undefined) this.#remove(environment);
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(next ?? this.#start());
    else if (next !== undefined) this.#idle.push(next);
  }

  #remove(environment: ExecutionEnvironment): void {
    this.#environments.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
  #variables(): EnvironmentVariables {
    const { codePath, environment, handler, logGroup, memorySize, name } = this.#definition;
    const { endpoints, region } = this.#options;
    return {
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      // Windows opens no socket without it.
      ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
      ...environment,
      ...endpoints,
      _HANDLER: handler,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      // By which the services know who calls (`access/access-guard.ts`).
      AWS_ACCESS_KEY_ID: name,
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      LAMBDA_TASK_ROOT: codePath,
    };
  }
}

function withinLimit(outcome: Outcome): Outcome {
  if (outcome.kind !== 'answer') return outcome;
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= maxResponseBytes) return outcome;
  const detail = `${bytes} bytes of response exceed the ${maxResponseBytes} bytes a function may answer`;
  return { kind: 'responseTooLarge', detail };
}
