/**
 * Delivers lines of functions' logs to other functions, as the subscription filters of CloudWatch Logs do: in batches,
 * some time after they were written, beside whatever wrote them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Outcome } from './execution-environment.ts';
import { localAccount } from './intrinsics.ts';
import type { LogSubscriptionDefinition } from './log-subscription.ts';

export interface LogDeliveryOptions {
  readonly subscriptions: readonly LogSubscriptionDefinition[];
  readonly invoke: (functionName: string, event: string) => Promise<{ readonly outcome: Outcome }>;
  /** Told in a sentence of a batch that was given up. */
  readonly onLoss?: ((reason: string) => void) | undefined;
}

/** How long lines are gathered, in milliseconds; somebody waits to see them. */
const window = 200;
const maxLines = 500;
/** Lambda tries an asynchronous invocation that failed twice again, in a minute or two; here nobody waits for so long. */
const tries = 3;
const pause = 1_000;

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

export class LogDelivery {
  readonly #options: LogDeliveryOptions;
  readonly #queues: readonly { readonly subscription: LogSubscriptionDefinition; readonly events: LogEvent[] }[];
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: LogDeliveryOptions) {
    this.#options = options;
    this.#queues = options.subscriptions.map((subscription) => ({ subscription, events: [] }));
  }

  /** Takes what a function wrote. */
  take(functionName: string, lines: readonly string[]): void {
    const timestamp = Date.now();
    for (const { subscription, events } of this.#queues) {
      if (subscription.source !== functionName) continue;
      const meant = lines.filter((line) => subscription.terms.every((term) => line.includes(term)));
      events.push(...meant.map((message) => ({ id: randomUUID(), timestamp, message })));
    }
    if (!this.#stopped) this.#running ??= this.#run();
  }

  /** Delivers what has been taken, and nothing after that. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.#deliverAll();
  }

  async #run(): Promise<void> {
    await sleep(window);
    await this.#deliverAll();
    this.#running = undefined;
  }

  async #deliverAll(): Promise<void> {
    for (const { subscription, events } of this.#queues) {
      while (events.length > 0) await this.#deliver(subscription, events.splice(0, maxLines));
    }
  }

  async #deliver(subscription: LogSubscriptionDefinition, logEvents: readonly LogEvent[]): Promise<void> {
    const { logGroup, filterName, target } = subscription;
    const batch = {
      messageType: 'DATA_MESSAGE',
      owner: localAccount,
      logGroup,
      logStream: 'local',
      subscriptionFilters: [filterName],
      logEvents,
    };
    const data = gzipSync(JSON.stringify(batch)).toString('base64');
    for (let attempt = 1; ; attempt += 1) {
      const { outcome } = await this.#options.invoke(target, JSON.stringify({ awslogs: { data } }));
      if (outcome.kind === 'answer') return;
      if (attempt === tries || this.#stopped) {
        this.#options.onLoss?.(`${target} did not take ${logEvents.length} lines: ${outcome.detail}`);
        return;
      }
      await sleep(pause);
    }
  }
}
