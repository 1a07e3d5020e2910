/** Plays recorded requests, in a directory that it leaves as it found it. */
import { randomUUID } from 'node:crypto';
import type { Given, IdpRecord, Json } from './idp-records.ts';
import { valueAt } from './json-pointer.ts';
import { fillRecord, inventValue, namesIn, type Placeholders } from './placeholders.ts';

export interface WireRequest {
  readonly method: string;
  /** Below the base URL, with the query as it travels. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** {} without a body. */
  readonly json: Json;
}

export type Send = (request: WireRequest) => Promise<WireAnswer>;

export interface Played {
  readonly sent: IdpRecord;
  readonly answer: WireAnswer;
  /** The resource that the record is about, read afterwards. */
  readonly resource: WireAnswer | undefined;
  /** Who has the userName of that resource, when it is a user. */
  readonly namesakes: WireAnswer | undefined;
  /** A user who may have been a member, read after a group was deleted. */
  readonly survivor: WireAnswer | undefined;
}

/** Of bodies and answers whose record says nothing else. */
const scimJson = 'application/scim+json';
/** The sender has a token of its own, and a length and a host of its own. */
const notSent = /^(authorization|host|content-length|accept-encoding)$/i;
const uniqueNames: Readonly<Record<string, string>> = { '/Users': 'userName', '/Groups': 'displayName' };

export class Replay {
  readonly #send: Send;
  readonly #run: string;
  readonly #created: string[] = [];
  /** Ids that were deleted, by placeholder. */
  readonly #gone: Placeholders = {};
  placeholders: Placeholders = {};

  /** `run` tells this run's invented values from those of another. */
  constructor(send: Send, run: string) {
    this.#send = send;
    this.#run = run;
  }

  /** Plays a record after what it needs is there; the id that a create answers is `userId` or `groupId` from then on. */
  async play(record: IdpRecord, change: (filled: IdpRecord) => IdpRecord = (filled) => filled): Promise<Played> {
    await this.#prepare(record);
    const sent = fillRecord(record, this.placeholders);
    if (sent.body !== undefined && !sent.expectStatus.includes(409)) await this.#free(sent);
    const answer = await this.request(change(sent));
    this.#note(record, answer);
    const path = answer.status === 201 ? `${sent.path}/${String(answer.json.id)}` : sent.path;
    const isResource = /^\/(Users|Groups)\/[^/]+$/.test(path);
    const resource = isResource ? await this.read(path) : undefined;
    const userName = resource?.json.userName;
    const { memberId } = this.placeholders;
    const isGone = sent.method === 'DELETE' && path.startsWith('/Groups/') && memberId !== undefined;
    return {
      sent,
      answer,
      resource,
      namesakes: typeof userName === 'string' ? await this.#lookUp('/Users', 'userName', userName) : undefined,
      survivor: isGone ? await this.read(`/Users/${memberId}`) : undefined,
    };
  }

  /** Sends a record as it is. */
  request({ method, path, query, rawQuery, headers = {}, body }: IdpRecord): Promise<WireAnswer> {
    const search = rawQuery ?? new URLSearchParams(query).toString();
    const given = Object.entries(headers).filter(([name]) => !notSent.test(name));
    const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
    return this.#send({
      method,
      target: search === '' ? path : `${path}?${search}`,
      headers: {
        ...Object.fromEntries(given),
        ...(body === undefined || hasType ? {} : { 'content-type': scimJson }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  read(target: string): Promise<WireAnswer> {
    return this.#send({ method: 'GET', target, headers: {} });
  }

  /** Deletes what the run created. */
  async cleanUp(): Promise<void> {
    for (const path of this.#created.splice(0)) await this.#send({ method: 'DELETE', target: path, headers: {} });
  }

  async #prepare(record: IdpRecord): Promise<void> {
    const { given } = record;
    // Who is looked for in vain is who was deleted.
    if (record.expectStatus.every((status) => status === 404)) {
      this.placeholders = { ...this.#gone, ...this.placeholders };
    }
    for (const name of namesIn({ ...record, assert: {} })) if (!isSubject(name)) await this.#provide(name);
    if (given !== undefined) await this.#make(given);
    for (const name of namesIn(record)) await this.#provide(name);
  }

  async #provide(name: string): Promise<void> {
    if (this.placeholders[name] !== undefined) return;
    if (isSubject(name)) await this.#make(name === 'groupId' ? { group: {} } : { user: {} });
    else this.placeholders[name] = await this.#valueFor(name);
  }

  async #valueFor(name: string): Promise<string> {
    if (/^(user|member|manager)Id\d*$/.test(name)) return this.#create('/Users', this.#named(name));
    if (/^groupId\d*$/.test(name)) return this.#create('/Groups', { displayName: this.#named(name).userName });
    return /Id$|DoesNotExist$|Guid$/.test(name) ? randomUUID() : inventValue(name, this.#run);
  }

  async #make(given: Given): Promise<void> {
    const { user, group } = fillRecord({ given } as IdpRecord, this.placeholders).given ?? {};
    if (user !== undefined)
      this.placeholders.userId = await this.#create('/Users', { ...this.#named('user'), ...user });
    if (group !== undefined) {
      const displayName = this.#named('group').userName;
      this.placeholders.groupId = await this.#create('/Groups', { displayName, ...group });
    }
  }

  #named(what: string): { readonly userName: string } {
    return { userName: inventValue(`${what}-user-${this.#created.length}`, this.#run) };
  }

  async #create(path: string, body: Json): Promise<string> {
    const post = { method: 'POST', path, query: {}, body } as unknown as IdpRecord;
    await this.#free(post);
    const { status, json } = await this.request(post);
    if (status !== 201) throw new Error(`What a record needs could not be created: ${status} ${JSON.stringify(json)}`);
    this.#created.push(`${path}/${String(json.id)}`);
    return String(json.id);
  }

  /** Two records of a file may name a resource the same: each finds the name free, or has it already. */
  async #free({ path, body }: IdpRecord): Promise<void> {
    const [, endpoint = '', own] = /^(\/\w+)(?:\/(.+))?$/.exec(path) ?? [];
    const attribute = uniqueNames[endpoint] ?? '';
    const name = (body as Json | undefined)?.[attribute];
    if (typeof name !== 'string') return;
    const { json } = await this.#lookUp(endpoint, attribute, name);
    for (const { id } of (json.Resources ?? []) as readonly Json[]) {
      if (id !== own) await this.#send({ method: 'DELETE', target: `${endpoint}/${String(id)}`, headers: {} });
    }
  }

  #lookUp(endpoint: string, attribute: string, value: string): Promise<WireAnswer> {
    return this.read(`${endpoint}?filter=${encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`)}`);
  }

  #note({ binds = {}, method, path }: IdpRecord, { status, json }: WireAnswer): void {
    const created = path.startsWith('/Users') ? 'userId' : 'groupId';
    if (status === 201) {
      this.#created.push(`${path}/${String(json.id)}`);
      if (Object.keys(binds).length === 0) this.placeholders[created] = String(json.id);
    }
    const [, deleted = ''] = /\{(\w+)\}$/.exec(path) ?? [];
    const id = this.placeholders[deleted];
    if (method === 'DELETE' && status < 300 && id !== undefined) {
      this.#gone[deleted] = id;
      delete this.placeholders[deleted];
    }
    for (const [pointer, name] of Object.entries(binds)) {
      const value = valueAt(json, pointer);
      if (typeof value === 'string') this.placeholders[name] = value;
    }
  }
}

function isSubject(name: string): boolean {
  return name === 'userId' || name === 'groupId';
}
