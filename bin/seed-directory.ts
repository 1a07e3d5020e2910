/** Fills a tenant's directory with people and teams, through the store's own code (docs/local-stack.md). */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Inhabitant, person, personId, team, teamMembers, teamSizes } from '#lib/local/population.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { createResource } from '#storage/dynamodb/create-resource.ts';
import type { Directory } from '#storage/dynamodb/directory.ts';
import { toMember } from '#storage/dynamodb/items.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { loadResources } from '#storage/dynamodb/load-resources.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { finishChange } from '#storage/dynamodb/staged-change.ts';
import { Table } from '#storage/dynamodb/table.ts';

export interface Population {
  readonly users: number;
  readonly groups: number;
  /** Memberships in all groups together. */
  readonly members: number;
  readonly seed: number;
}

export interface SeededTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly tenant: string;
}

export type Progress = (what: 'users' | 'groups', done: number) => void;

/** Users of one call to the store. */
const slice = 1_000;
const sideBySide = 1;
/** The whole load may take hours. */
const patience = 86_400_000;

/**
 * The same users and groups for the same population, and no second time what is there already: a load that was
 * interrupted is begun again. Throws 409 `uniqueness` when somebody else has one of the names.
 */
export async function seedDirectory(
  { client, tableName, tenant }: SeededTable,
  { users, groups, members, seed }: Population,
  onProgress: Progress = () => {},
): Promise<void> {
  const table = new Table({ client, tableName, meter: new Meter(), deadline: Date.now() + patience });
  const directory: Directory = { table, keys: tenantKeys(tenant), memberTypes: [userType, groupType] };
  await seedUsers(directory, seed, users, (done) => onProgress('users', done));
  const sizes = teamSizes(groups, members, users);
  for (const [index, size] of sizes.entries()) {
    await seedGroup(directory, seed, index, teamMembers(seed, index, size, users));
    onProgress('groups', index + 1);
  }
}

/** In the order of their ids, in which neighbours share their counters. */
async function seedUsers(
  directory: Directory,
  seed: number,
  users: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const inOrder = Array.from({ length: users }, (_, index) => ({ id: personId(seed, index), index }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ index }) => index);
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < users) {
      const indexes = inOrder.slice(next, next + slice);
      next += slice;
      await loadResources(
        directory,
        userType,
        indexes.map((index) => stateOf(person(seed, index))),
      );
      done += indexes.length;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
}

async function seedGroup(directory: Directory, seed: number, index: number, members: readonly number[]): Promise<void> {
  const group = stateOf(team(seed, index));
  const { table, keys } = directory;
  if ((await table.get(keys.resource(groupType.name, group.id))) !== undefined) {
    // A load that was interrupted may have left it half written.
    return finishChange(directory, groupType, group.id, group.created);
  }
  const people = members.map((member) => toMember(userType, stateOf(person(seed, member))));
  await createResource(directory, groupType, group, people);
}

function stateOf({ id, created, document }: Inhabitant) {
  return { id, version: 1, created, lastModified: created, document: document as JsonObject };
}
