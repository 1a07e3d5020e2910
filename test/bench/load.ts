/** Two tenants on one local stack: one is provisioned at a steady rate, the other imports as fast as it is let. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Connection {
  readonly baseUrl: string;
  readonly token: string;
}

export interface Answered {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly milliseconds: number;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: number;
  readonly json: Readonly<Record<string, unknown>>;
}

async function send({ baseUrl, token }: Connection, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after') ?? 0),
    json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const lookup = (userName: string) => `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
const newUser = (userName: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  externalId: randomUUID(),
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
});
const patch = (op: string, path: string, value?: unknown) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [value === undefined ? { op, path } : { op, path, value }],
});

/** A directory in use: what an identity provider does all day. */
export class Provisioning {
  readonly #to: Connection;
  readonly #users: { readonly id: string; readonly userName: string }[] = [];
  #group = '';
  #turn = 0;

  constructor(to: Connection) {
    this.#to = to;
  }

  /** Fills the directory that is used then. */
  async prepare(users: number): Promise<void> {
    for (let n = 0; n < users; n += 1) await this.#create();
    const { json } = await send(this.#to, 'POST', '/Groups', { displayName: 'Staff' });
    this.#group = String(json.id);
  }

  /** `perSecond` requests, each at its time whether or not those before are answered, for `seconds`. */
  async run(perSecond: number, seconds: number): Promise<readonly Answered[]> {
    const start = performance.now();
    const answers: Promise<Answered>[] = [];
    for (let n = 0; n < perSecond * seconds; n += 1) {
      const due = start + (n * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      // From the time at which it was due: a client that was held up is part of the wait.
      answers.push(timed(() => this.#next(), due));
    }
    return Promise.all(answers);
  }

  /** Out of twenty: six lookups, five creates, five changes, three of a group, one read. */
  #next(): Promise<Answer> {
    const turn = (this.#turn += 1);
    const user = this.#users[turn % this.#users.length] ?? { id: '', userName: '' };
    const kind = (turn * 7) % 20;
    if (kind < 6) return send(this.#to, 'GET', lookup(user.userName));
    if (kind < 11) return this.#create();
    if (kind < 16) return send(this.#to, 'PATCH', `/Users/${user.id}`, patch('replace', 'title', `Title ${turn}`));
    if (kind < 18) return this.#changeGroup(patch('add', 'members', [{ value: user.id }]));
    if (kind < 19) return this.#changeGroup(patch('remove', `members[value eq "${user.id}"]`));
    return send(this.#to, 'GET', `/Users/${user.id}`);
  }

  #changeGroup(body: object): Promise<Answer> {
    return send(this.#to, 'PATCH', `/Groups/${this.#group}`, body);
  }

  async #create(): Promise<Answer> {
    const userName = `${randomUUID()}@example.com`;
    const answer = await send(this.#to, 'POST', '/Users', newUser(userName));
    if (answer.status === 201) this.#users.push({ id: String(answer.json.id), userName });
    return answer;
  }
}

/** Imports people over so many connections until it is stopped: looks each up, creates it, and waits when it is told to. */
export class Import {
  readonly answers: Answered[] = [];
  readonly #lanes: readonly Promise<void>[];
  #stopped = false;

  constructor(to: Connection, connections: number) {
    this.#lanes = Array.from({ length: connections }, () => this.#lane(to));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#lanes);
  }

  async #lane(to: Connection): Promise<void> {
    while (!this.#stopped) {
      const userName = `${randomUUID()}@example.com`;
      await this.#patiently(() => send(to, 'GET', lookup(userName)));
      await this.#patiently(() => send(to, 'POST', '/Users', newUser(userName)));
    }
  }

  async #patiently(act: () => Promise<Answer>): Promise<void> {
    while (!this.#stopped) {
      let retryAfter = 0;
      const answered = await timed(async () => {
        const answer = await act();
        retryAfter = answer.retryAfter;
        return answer;
      });
      this.answers.push(answered);
      if (answered.status !== 429) return;
      await sleep(retryAfter * 1_000);
    }
  }
}

async function timed(act: () => Promise<Answer>, since = performance.now()): Promise<Answered> {
  const status = await act().then(
    (answer) => answer.status,
    () => 0,
  );
  return { status, milliseconds: performance.now() - since };
}

/** The time within which this part of the answers came; those that were refused at the door are not among them. */
export function percentile(answers: readonly Answered[], part: number): number {
  const times = answers.filter(({ status }) => status !== 429).map(({ milliseconds }) => milliseconds);
  times.sort((one, other) => one - other);
  return times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)] ?? Number.NaN;
}
