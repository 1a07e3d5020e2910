/** Plays the steps of a history as a client would, through the service, over any store. */
import { createHash } from 'node:crypto';
import { ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { createResource } from '#service/create.ts';
import { deleteResource } from '#service/delete.ts';
import { modifyResource } from '#service/modify.ts';
import { profileOf } from '#service/providers.ts';
import { queryResources } from '#service/query.ts';
import { replaceResource } from '#service/replace.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { ServiceContext } from '#service/service-context.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { crowdSize, crowdStart, type Match, type Someone, type Step, type UserBody } from './arbitrary-history.ts';
import { testCursors } from './cursors.ts';
import { state } from './directory.ts';

const cursors = testCursors();
const everything = (type: ResourceType) => parseProjection({}, type);
/** Without what takes a read for each user. */
const withoutGroups = (type: ResourceType) =>
  parseProjection(type === userType ? { excludedAttributes: 'groups' } : {}, type);

/** A client of one directory. Two clients that send the same requests give the same names to what they create. */
export class HistoryPlayer {
  readonly #store: ResourceStore;
  readonly #created = { User: 0, Group: 0 };
  readonly #times = new Map<Step, number>();
  readonly #numbers = new Map<Step, number>();
  #now = 0;

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  /** What the client is told; with `store` another function answers, on the same directory. */
  async play(step: Step, store = this.#store): Promise<unknown> {
    // The same step again is the same request, sent once more.
    this.#now = this.#times.get(step) ?? this.#times.size + 1;
    this.#times.set(step, this.#now);
    return answerOf(() => this.#act(this.#context(store), step));
  }

  /** When a step was played first, or will be since it was announced. */
  timeOf(step: Step): string {
    return timeAt(this.#times.get(step) ?? 0);
  }

  /** Gives the next times to these steps, in whatever order they are played. */
  announce(...steps: readonly Step[]): void {
    for (const step of steps) this.#times.set(step, this.#times.size + 1);
  }

  /**
   * Lists of all users and groups with members, without `groups`, which may lag behind a change by a moment, and without
   * the `display` of members, which is the name they had when they were looked up.
   */
  async glance(): Promise<unknown> {
    const context = this.#context(this.#store);
    const page = { startIndex: 1, count: 500 };
    const listed = await Promise.all(
      [userType, groupType].map((type) => queryResources(context, [type], page, withoutGroups)),
    );
    return JSON.parse(JSON.stringify(orderless(listed)), (name, value: unknown) =>
      name === 'display' ? undefined : value,
    );
  }

  /** What a client sees of the whole directory: lists, lookups, orders and pages. */
  async look(store = this.#store): Promise<unknown> {
    const context = this.#context(store);
    const list = (type: ResourceType, request: object, projectionFor = withoutGroups) =>
      answerOf(() => queryResources(context, [type], { startIndex: 1, count: 100, ...request }, projectionFor));
    const filters = [
      'userName eq "ADA"',
      'userName sw "a" or externalId eq "x1"',
      'emails.value eq "A@EXAMPLE.COM"',
      'title eq "guide"',
      'emails.value pr and not (userName gt "b")',
    ];
    return {
      users: await list(userType, {}, everything),
      groups: await list(groupType, {}),
      found: await Promise.all(filters.map((filter) => list(userType, { filter }))),
      named: await list(groupType, { filter: 'displayName eq "STAFF"' }),
      sorted: await list(userType, { sort: { by: 'userName', descending: true } }),
      second: await list(userType, { startIndex: 2, count: 1 }, everything),
      byCursor: await this.#walk(context),
      one: await answerOf(() =>
        retrieveResource(context, groupType, idOf({ type: 'Group', number: 0 }), everything(groupType)),
      ),
    };
  }

  /** All users in the order of their externalId, two to a page. */
  async #walk(context: ServiceContext): Promise<unknown> {
    const seen: unknown[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const request = { startIndex: 1, count: 2, cursor, sort: { by: 'externalId', descending: false } };
      const page: JsonObject = await queryResources(context, [userType], request, withoutGroups);
      seen.push(...((page.Resources ?? []) as readonly JsonObject[]).map(({ id }) => id));
      cursor = page.nextCursor as string | undefined;
    }
    return seen;
  }

  async #act(context: ServiceContext, step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'createUser':
        return this.#create(context, step, userType, userBody(step.user));
      case 'createGroup':
        return this.#create(context, step, groupType, groupBody(step.name, step.members));
      case 'replaceUser': {
        const id = idOf({ type: 'User', number: step.user });
        return replaceResource(
          context,
          userType,
          id,
          userBody(step.body),
          everything(userType),
          await this.#match(context, userType, id, step.match),
        );
      }
      case 'replaceGroup': {
        const id = idOf({ type: 'Group', number: step.group });
        const body = groupBody(step.name, step.members);
        return replaceResource(
          context,
          groupType,
          id,
          body,
          everything(groupType),
          await this.#match(context, groupType, id, step.match),
        );
      }
      case 'patchUser': {
        const id = idOf({ type: 'User', number: step.user });
        return modifyResource(
          context,
          userType,
          id,
          { Operations: step.operations },
          await this.#match(context, userType, id, step.match),
        );
      }
      case 'patchMembers': {
        const id = idOf({ type: 'Group', number: step.group });
        const Operations = [
          ...(step.name === undefined ? [] : [{ op: 'replace', path: 'displayName', value: step.name }]),
          ...(step.add.length === 0
            ? []
            : [{ op: 'add', path: 'members', value: step.add.map((one) => ({ value: idOf(one) })) }]),
          ...step.remove.map((one) => ({ op: 'remove', path: `members[value eq "${idOf(one)}"]` })),
        ];
        return modifyResource(
          context,
          groupType,
          id,
          { Operations },
          await this.#match(context, groupType, id, step.match),
        );
      }
      case 'assemble': {
        const id = idOf({ type: 'Group', number: step.group });
        return replaceResource(context, groupType, id, groupBody('Crowd', crowd(step.size)), everything(groupType));
      }
      case 'delete': {
        const type = step.resource.type === 'User' ? userType : groupType;
        const id = idOf(step.resource);
        return deleteResource(context, type, id, await this.#match(context, type, id, step.match));
      }
    }
  }

  async #create(context: ServiceContext, step: Step, type: ResourceType, body: unknown): Promise<unknown> {
    const name = type === userType ? 'User' : 'Group';
    // However often a request is sent, and answered, it creates one resource.
    const number = this.#numbers.get(step) ?? this.#created[name];
    this.#numbers.set(step, number);
    const id = idOf({ type: name, number });
    try {
      return await createResource(context, type, body, id, everything(type));
    } finally {
      if ((await this.#store.get(type, id)) !== undefined) this.#created[name] = number + 1;
    }
  }

  async #match(context: ServiceContext, type: ResourceType, id: string, match: Match) {
    if (match === 'none') return {};
    if (match === 'old') return { ifMatch: 'W/"0"' };
    return { ifMatch: `W/"${(await context.store.get(type, id))?.version ?? 1}"` };
  }

  #context(store: ResourceStore): ServiceContext {
    const at = timeAt(this.#now);
    const interoperability = profileOf('generic');
    return { store, cursors, interoperability, baseUrl: 'https://scim.example.com/v2', at, backOff: async () => true };
  }
}

/** Creates the users that steps of the kind `assemble` put together, for a history that has such a step. */
export async function createCrowd(store: ResourceStore, steps: readonly Step[]): Promise<void> {
  if (!steps.some(({ kind }) => kind === 'assemble')) return;
  const people = crowd(crowdSize).map((one) => state({ userName: `crowd${one.number}` }, idOf(one)));
  await Promise.all(people.map((person) => store.create(userType, person)));
}

function crowd(size: number): readonly Someone[] {
  return Array.from({ length: size }, (_, index) => ({ type: 'User', number: crowdStart + index }));
}

function timeAt(place: number): string {
  return new Date(Date.UTC(2026, 0, 1) + place * 1_000).toISOString();
}

/** The id of the nth user or group. */
export function idOf({ type, number }: Someone): string {
  const hex = createHash('sha256').update(`${type} ${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The answer, or the error as a client tells errors apart. Anything but an error of the protocol is thrown on. */
async function answerOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return orderless(await act());
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { status: error.status, scimType: error.scimType };
  }
}

/** The groups of a user come nearest first, and in no order among equals. */
function orderless(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer ?? null), (name, value: unknown) =>
    name === 'groups' && Array.isArray(value)
      ? (value as readonly { readonly value: string }[]).toSorted((a, b) => (a.value < b.value ? -1 : 1))
      : value,
  );
}

function userBody({ userName, externalId, emails, title }: UserBody): JsonObject {
  return {
    schemas: [userType.schema.id],
    userName,
    emails: emails.map((value) => ({ value })),
    ...(externalId === undefined ? {} : { externalId }),
    ...(title === undefined ? {} : { title }),
  };
}

function groupBody(displayName: string, members: readonly Someone[]): JsonObject {
  return { schemas: [groupType.schema.id], displayName, members: members.map((one) => ({ value: idOf(one) })) };
}
