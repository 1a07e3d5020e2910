/** SQS as far as the stack needs it: standard queues of the template, whose messages outlive a restart. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { localAccount } from './intrinsics.ts';
import { writeWhole } from './secret-store.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly receipt: string;
  /** Milliseconds since the epoch. */
  readonly visibleAt: number;
}

type Queues = Record<string, readonly Message[]>;

/** `name` is SQS's word for what is wrong. */
export class QueueError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export class MessageQueues {
  readonly #names: readonly string[];
  readonly #file: string | undefined;
  readonly #now: () => number;
  readonly #queues: Queues;

  constructor(names: readonly string[], file?: string, now: () => number = Date.now) {
    this.#names = names;
    this.#file = file;
    this.#now = now;
    this.#queues = read(file);
  }

  /** Throws `QueueError` when there is no such queue. */
  urlOf(name: string, endpoint: string): string {
    return `${endpoint}/${localAccount}/${this.#named(name)}`;
  }

  send(url: string, body: string): { readonly MessageId: string } {
    const message = { id: randomUUID(), body, receipt: randomUUID(), visibleAt: 0 };
    this.#save(url, [...this.#messages(url), message]);
    return { MessageId: message.id };
  }

  /** `seconds`: how long nobody else gets them. */
  receive(url: string, max: number, seconds: number): object {
    const now = this.#now();
    const free = this.#messages(url).filter(({ visibleAt }) => visibleAt <= now);
    const taken = free
      .slice(0, max)
      .map((message) => ({ ...message, visibleAt: now + seconds * 1_000, receipt: randomUUID() }));
    const byId = new Map(taken.map((message) => [message.id, message]));
    this.#save(
      url,
      this.#messages(url).map((message) => byId.get(message.id) ?? message),
    );
    return { Messages: taken.map(({ id, body, receipt }) => ({ MessageId: id, Body: body, ReceiptHandle: receipt })) };
  }

  remove(url: string, receipt: string): object {
    this.#save(
      url,
      this.#messages(url).filter((message) => message.receipt !== receipt),
    );
    return {};
  }

  /** `GetQueueAttributes`, of which there are the two that count: what anybody can receive, and what somebody has. */
  attributes(url: string): { readonly Attributes: Readonly<Record<string, string>> } {
    const now = this.#now();
    const messages = this.#messages(url);
    const free = messages.filter(({ visibleAt }) => visibleAt <= now).length;
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(free),
        ApproximateNumberOfMessagesNotVisible: String(messages.length - free),
      },
    };
  }

  /** How many messages there are, seen or not. */
  depthOf(name: string): number {
    return this.#messages(name).length;
  }

  #messages(url: string): readonly Message[] {
    return this.#queues[this.#named(url)] ?? [];
  }

  #save(url: string, messages: readonly Message[]): void {
    this.#queues[this.#named(url)] = messages;
    if (this.#file !== undefined) writeWhole(this.#file, JSON.stringify(this.#queues));
  }

  /** The name at the end of a URL. */
  #named(url: string): string {
    const name = url.split('/').at(-1) ?? '';
    if (!this.#names.includes(name)) throw new QueueError('QueueDoesNotExist', `There is no queue ${name}.`);
    return name;
  }
}

function read(file: string | undefined): Queues {
  try {
    return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Queues);
  } catch {
    return {};
  }
}
