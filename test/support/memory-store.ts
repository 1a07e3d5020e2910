/** A directory in memory: what a store promises, in the plainest way that keeps the promise. */
import { uniqueness } from '#scim/errors.ts';
import { compileFilter } from '#scim/filter/evaluate.ts';
import type { JsonObject } from '#scim/json.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { compileSort } from '#scim/sort/position.ts';
import { entriesBeyond, indexEntries, refuseLowCharacters } from '#storage/dynamodb/index-entries.ts';
import type {
  DeleteOptions,
  GroupReference,
  Member,
  MemberReference,
  MembershipView,
  ReplaceOptions,
  ResourceStore,
  Selection,
  StorePage,
  StoreQuery,
  StoreRange,
  StoreRangePage,
} from '#storage/resource-store.ts';

interface Entry {
  readonly type: ResourceType;
  state: ResourceState;
  readonly members: Map<string, Member>;
}

export class MemoryStore implements ResourceStore {
  readonly #entries = new Map<string, Entry>();
  readonly #deleted = new Map<string, ResourceState>();

  async create(type: ResourceType, resource: ResourceState, members: readonly Member[] = []): Promise<void> {
    refuseLowCharacters(indexEntries(type, resource.document));
    this.#mustBeUnique(type, resource.id, resource.document);
    const byId = new Map(members.map((member) => [member.value, member]));
    this.#entries.set(resource.id, { type, state: structuredClone(resource), members: byId });
  }

  async get(type: ResourceType, id: string): Promise<ResourceState | undefined> {
    return this.#find(type, id)?.state;
  }

  async query(type: ResourceType, { startIndex, count, ...selection }: StoreQuery): Promise<StorePage> {
    const found = this.#select(type, selection);
    const page = found.slice(startIndex - 1, startIndex - 1 + count);
    return { totalResults: found.length, resources: page.map(({ state }) => state) };
  }

  async queryFrom(type: ResourceType, { from, count, ...selection }: StoreRange): Promise<StoreRangePage> {
    const found = this.#select(type, selection);
    const { follows } = compileSort(selection.sort ?? { descending: false });
    const following = found.filter(({ position }) => follows(position, from));
    const last = following.length > count ? following[count - 1] : undefined;
    return {
      resources: following.slice(0, count).map(({ state }) => state),
      ...(last === undefined ? {} : { next: last.position }),
      totalResults: found.length,
    };
  }

  #select(type: ResourceType, { filter, baseUrl = '', sort = { descending: false } }: Selection) {
    const matches = filter === undefined ? () => true : compileFilter(filter);
    const { positionOf, compare } = compileSort(sort);
    return this.#all(type)
      .map((entry) => ({ state: entry.state, resource: toResource(entry.state, type, baseUrl, this.#derived(entry)) }))
      .filter(({ resource }) => matches(resource))
      .map(({ state, resource }) => ({ state, position: positionOf(resource) }))
      .sort((a, b) => compare(a.position, b.position));
  }

  async replace(
    type: ResourceType,
    before: ResourceState,
    document: JsonObject,
    { at, members = { add: [], remove: [] }, requireVersion = false }: ReplaceOptions,
  ): Promise<ResourceState | undefined> {
    const entry = this.#find(type, before.id);
    if (entry === undefined) return undefined;
    const changed = JSON.stringify(document) !== JSON.stringify(before.document);
    const onlyMembers = members.add.length + members.remove.length > 0 && !changed;
    if ((requireVersion || !onlyMembers) && entry.state.version !== before.version) return undefined;
    if (members.add.some(({ value }) => entry.members.has(value))) return undefined;
    if (!members.remove.every((id) => entry.members.has(id))) return undefined;
    refuseLowCharacters(entriesBeyond(indexEntries(type, document), indexEntries(type, before.document)));
    const next = changed ? structuredClone(document) : entry.state.document;
    this.#mustBeUnique(type, before.id, next);
    for (const member of members.add) entry.members.set(member.value, member);
    for (const id of members.remove) entry.members.delete(id);
    entry.state = { ...entry.state, version: entry.state.version + 1, lastModified: at, document: next };
    return entry.state;
  }

  async delete(
    type: ResourceType,
    before: ResourceState,
    { at, recoverable = false }: DeleteOptions,
  ): Promise<boolean> {
    if (this.#find(type, before.id)?.state.version !== before.version) return false;
    this.#entries.delete(before.id);
    if (recoverable) this.#deleted.set(before.id, before);
    for (const entry of this.#entries.values()) {
      if (!entry.members.delete(before.id)) continue;
      entry.state = { ...entry.state, version: entry.state.version + 1, lastModified: at };
    }
    return true;
  }

  /** What an operator could bring back. */
  recoverable(id: string): ResourceState | undefined {
    return this.#deleted.get(id);
  }

  async getWithMemberships(
    type: ResourceType,
    id: string,
    named: readonly MemberReference[],
  ): Promise<MembershipView | undefined> {
    const entry = this.#find(type, id);
    if (entry === undefined) return undefined;
    const present = named.map(({ value }) => value).filter((value) => entry.members.has(value));
    return { resource: entry.state, present: new Set(present), candidates: await this.findCandidates(named) };
  }

  async findCandidates(named: readonly MemberReference[]): Promise<ReadonlyMap<string, Member>> {
    const found = named.flatMap(({ value, type }) => {
      const entry = this.#entries.get(value);
      return entry === undefined || (type !== undefined && type !== entry.type.name) ? [] : [toMember(entry)];
    });
    return new Map(found.map((member) => [member.value, member]));
  }

  async listMembers(type: ResourceType, id: string): Promise<readonly Member[]> {
    return [...(this.#find(type, id)?.members.values() ?? [])].sort((a, b) => (a.value < b.value ? -1 : 1));
  }

  async listGroupsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly GroupReference[]>> {
    return new Map(ids.map((id) => [id, this.#groupsOf(id)]));
  }

  /** Whoever has the member, then whoever has one of those, until nobody is new. */
  #groupsOf(id: string): readonly GroupReference[] {
    const found = new Map<string, GroupReference>();
    for (let within = [id]; within.length > 0; ) {
      const type = found.size === 0 ? 'direct' : 'indirect';
      const containers = resourceTypes
        .flatMap((each) => this.#all(each))
        .filter(({ members, state }) => !found.has(state.id) && within.some((each) => members.has(each)));
      for (const entry of containers) {
        const { value, display } = toMember(entry);
        found.set(value, { value, type, ...(display === undefined ? {} : { display }) });
      }
      within = containers.map(({ state }) => state.id);
    }
    return [...found.values()];
  }

  #find(type: ResourceType, id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry?.type.name === type.name ? entry : undefined;
  }

  #all(type: ResourceType): readonly Entry[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.type.name === type.name)
      .sort((a, b) => (a.state.id < b.state.id ? -1 : 1));
  }

  #derived({ type, state, members }: Entry): JsonObject {
    return {
      ...(type.memberAttribute === undefined ? {} : { [type.memberAttribute]: [...members.keys()].map(toValue) }),
      ...(type.memberOfAttribute === undefined
        ? {}
        : {
            [type.memberOfAttribute]: this.#groupsOf(state.id).map(({ value, type: kind }) => ({ value, type: kind })),
          }),
    };
  }

  #mustBeUnique(type: ResourceType, id: string, document: JsonObject): void {
    const unique = (of: JsonObject) => indexEntries(type, of).filter((entry) => entry.unique);
    for (const { path, value, shown } of unique(document)) {
      const others = this.#all(type).filter(({ state }) => state.id !== id);
      const taken = others.some(({ state }) =>
        unique(state.document).some((o) => o.path === path && o.value === value),
      );
      if (taken) throw uniqueness(path, shown);
    }
  }
}

function toValue(value: string): JsonObject {
  return { value };
}

function toMember({ type, state }: Entry): Member {
  const display = type.displayAttributes.map((name) => state.document[name]).find((value) => typeof value === 'string');
  return { value: state.id, type: type.name, ...(typeof display === 'string' ? { display } : {}) };
}
