/** What a deployment adds to the resource types of RFC 7643 §4: read and checked when its stack is made, data from then on. */
import { builtInGroup, builtInUser } from './built-in-types.ts';
import type { ResourceType } from './resource-type.ts';

export type TypeAddition = Pick<ResourceType, 'extensions' | 'indexes'>;

export interface SchemaAdditions {
  readonly user: TypeAddition;
  readonly group: TypeAddition;
  /** Resource types of the deployment's own. */
  readonly own: readonly ResourceType[];
}

/** User and Group with what is added to them, and the other types in their order. */
export type ResourceTypes = readonly [user: ResourceType, group: ResourceType, ...own: ResourceType[]];

export function resourceTypesWith({ user, group, own }: SchemaAdditions): ResourceTypes {
  return [extend(builtInUser, user), extend(builtInGroup, group), ...own];
}

/** The other way round: what `resourceTypesWith` makes these of. */
export function additionsOf([user, group, ...own]: ResourceTypes): SchemaAdditions {
  return { user: additionTo(builtInUser, user), group: additionTo(builtInGroup, group), own };
}

function extend(builtIn: ResourceType, { extensions, indexes }: TypeAddition): ResourceType {
  return {
    ...builtIn,
    extensions: [...builtIn.extensions, ...extensions],
    indexes: [...builtIn.indexes, ...indexes],
  };
}

function additionTo(builtIn: ResourceType, { extensions, indexes }: ResourceType): TypeAddition {
  return {
    extensions: extensions.slice(builtIn.extensions.length),
    indexes: indexes.slice(builtIn.indexes.length),
  };
}
