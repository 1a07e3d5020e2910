/** The host's side of one execution environment: its process, and what is said to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition } from './template.ts';

export type EnvironmentVariables = Readonly<Record<string, string>>;

/** What came of an invocation. */
export type Outcome =
  /** The function returned: its result as JSON text. */
  | { readonly kind: 'answer'; readonly payload: string }
  /** The function threw. */
  | { readonly kind: 'error'; readonly detail: string }
  /** The environment could not load the function, or ended while it ran. */
  | { readonly kind: 'crash'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly detail: string }
  | { readonly kind: 'requestTooLarge' | 'responseTooLarge'; readonly detail: string };

type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'answer'; readonly payload: string }
  | { readonly type: 'error'; readonly error: string };

interface Finished {
  readonly outcome: Outcome;
  readonly logs: readonly string[];
}

const script = fileURLToPath(new URL('function-environment.mjs', import.meta.url));
/** How long Lambda lets a function's module load, in milliseconds. */
const initLimit = 10_000;

/** A process that has loaded, or is loading, one function. It takes one invocation at a time. */
export class ExecutionEnvironment {
  readonly logStreamName = `local/${randomBytes(16).toString('hex')}`;
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #ready: Promise<void>;
  #alive = true;
  #used = false;
  #loaded = false;
  #logs: string[] = [];
  #settle: (outcome: Outcome) => void = () => undefined;

  constructor({ codePath, memorySize }: FunctionDefinition, variables: EnvironmentVariables) {
    // As the runtime does: the heap gets what the process does not need for itself.
    this.#process = spawn(process.execPath, [`--max-old-space-size=${Math.ceil(memorySize * 0.9)}`, script], {
      cwd: codePath,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      // Its own process group: Ctrl-C in the terminal must not end it in the middle of a request.
      detached: true,
      windowsHide: true,
    });
    // What does not pass through the script's own streams: the last words of a process that runs out of memory.
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#logs.push(text));
    }
    this.ended = new Promise((resolve) => {
      const end = (detail: string) => {
        this.#alive = false;
        this.#settle({ kind: 'crash', detail });
        resolve();
      };
      this.#process.once('error', (error) => end(error.message));
      this.#process.once('close', (code, signal) => end(`the environment ended with ${signal ?? `exit code ${code}`}`));
    });
    this.#ready = new Promise((resolve) => {
      this.#process.on('message', (message: Message) => {
        if (message.type !== 'ready') return this.#hear(message);
        this.#loaded = true;
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Whether it has been given an invocation yet. */
  get used(): boolean {
    return this.#used;
  }

  /** Runs the function, which has `limit` milliseconds for it. */
  async invoke(event: string, context: object, limit: number): Promise<Finished> {
    this.#used = true;
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
      if (!this.#alive) return resolve({ kind: 'crash', detail: 'the environment ended' });
      timer = setTimeout(() => this.#giveUp('crash', `the function did not load within ${initLimit} ms`), initLimit);
      void this.#ready.then(() => {
        clearTimeout(timer);
        if (!this.#alive) return;
        timer = setTimeout(() => this.#giveUp('timeout', `the function did not answer within ${limit} ms`), limit);
        this.#process.send({ type: 'invoke', event, context, deadline: Date.now() + limit }, () => undefined);
      });
    });
    clearTimeout(timer);
    this.#settle = () => undefined;
    const logs = linesOf(this.#logs.join(''));
    this.#logs = [];
    return { outcome, logs };
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  #hear(message: Exclude<Message, { type: 'ready' }>): void {
    switch (message.type) {
      case 'log':
        this.#logs.push(message.text);
        return;
      case 'answer':
        return this.#settle({ kind: 'answer', payload: message.payload });
      case 'error':
        this.#logs.push(`${message.error}\n`);
        // A function that does not load ends its process by itself.
        this.#alive = this.#alive && this.#loaded;
        return this.#settle({ kind: this.#loaded ? 'error' : 'crash', detail: message.error });
    }
  }

  #giveUp(kind: 'crash' | 'timeout', detail: string): void {
    this.#alive = false;
    this.#process.kill('SIGKILL');
    this.#settle({ kind, detail });
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
