/**
 * An application behind Rollcall: it keeps who may log in and who is in which group, from the events alone
 * (docs/events.md). Events may come twice and in another order; what it keeps is right all the same.
 *
 *   npx node docs/examples/event-consumer.ts FEED      FEED: "events" in .rollcall/local.json
 *
 * In AWS `receive` is what a function does that a rule of the bus calls, with its memory in a table of its own.
 */
import type { ChangeEvent, RollcallEvent } from '../events/rollcall-events.ts';

export type Outcome = 'applied' | 'duplicate' | 'stale';

export interface Account {
  readonly userName: string | undefined;
  readonly active: boolean;
}

export class Application {
  /** By tenant and uri. */
  readonly accounts = new Map<string, Account>();
  /** Whose sessions were ended, in that order. */
  readonly loggedOut: string[] = [];
  /** By tenant and uri of the group. Members have an order of their own: they leave after their group, or come before it. */
  readonly #members = new Map<string, Set<string>>();
  readonly #deletedGroups = new Set<string>();
  /** In a table: one item for each id, which expires after a week. */
  readonly #seen = new Set<string>();
  /** In a table: an item for each subject, written on the condition that its sequence is smaller. */
  readonly #last = new Map<string, string>();

  receive({ detail }: Pick<RollcallEvent, 'detail'>): Outcome {
    if (this.#seen.has(detail.id)) return 'duplicate';
    this.#seen.add(detail.id);
    const subject = `${detail.tenant} ${detail.subject}`;
    const last = this.#last.get(subject);
    // Texts of one length: they compare as the numbers do.
    if (last !== undefined && detail.sequence <= last) return 'stale';
    this.#last.set(subject, detail.sequence);
    this.#apply(detail);
    return 'applied';
  }

  /** The ids of a group's members, by tenant and uri of the group; undefined where there is none, or none any more. */
  membersOf(key: string): ReadonlySet<string> | undefined {
    return this.#deletedGroups.has(key) ? undefined : this.#members.get(key);
  }

  /** Sets what is, rather than what changed: an event that never came before this one is missed by nobody. */
  #apply(event: ChangeEvent): void {
    const key = `${event.tenant} ${event.resource.uri}`;
    switch (event.type) {
      case 'User.Created':
      case 'User.Updated':
      case 'User.Deactivated':
      case 'User.Reactivated': {
        const active = event.after.active !== false;
        const wasActive = this.accounts.get(key)?.active;
        // What was too large for the event is missing in it; here GET on event.resource.uri would show it.
        this.accounts.set(key, { userName: event.after.userName, active });
        if (!active && wasActive !== false) this.loggedOut.push(key);
        return;
      }
      case 'User.Deleted':
        if (this.accounts.get(key)?.active !== false) this.loggedOut.push(key);
        this.accounts.delete(key);
        return;
      case 'Group.MemberAdded':
      case 'Group.MemberRemoved': {
        const members = this.#members.get(key) ?? new Set();
        if (event.after === null) members.delete(event.member.value);
        else members.add(event.member.value);
        this.#members.set(key, members);
        return;
      }
      case 'Group.Created':
      case 'Group.Updated':
        this.#deletedGroups.delete(key);
        if (!this.#members.has(key)) this.#members.set(key, new Set());
        return;
      case 'Group.Deleted':
        // Its members stay where they are until each is told to have left: what comes late brings nothing back.
        this.#deletedGroups.add(key);
    }
  }
}

/** The events of a feed of the local stack, from the oldest that it has; ends when the stack does. */
export async function* eventsOf(feed: string): AsyncGenerator<RollcallEvent> {
  const answer = await fetch(`${feed}?after=0`);
  if (answer.body === null || !answer.ok) throw new Error(`${feed} answers with ${answer.status}.`);
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + chunk).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = message.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as RollcallEvent;
    }
  }
}

const [, script, feed] = process.argv;
if (script?.endsWith('event-consumer.ts') && feed !== undefined) {
  const application = new Application();
  for await (const event of eventsOf(feed)) {
    const outcome = application.receive(event);
    process.stdout.write(`${outcome} ${event.detail.type} ${event.detail.subject}\n`);
  }
}
