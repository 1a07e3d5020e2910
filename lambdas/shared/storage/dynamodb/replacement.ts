import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { ReplaceOptions } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { entriesBeyond, type IndexEntry, indexEntries, refuseLowCharacters } from './index-entries.ts';
import { deleteEntries, putEntries } from './index-writes.ts';
import { encodeDocument, toState } from './items.ts';
import type { Write } from './write.ts';

/** A replacement worked out: what is to be written, and on which version. */
export interface Replacement {
  readonly type: ResourceType;
  /** The state it leads to if no other change of memberships comes between. */
  readonly after: ResourceState;
  readonly at: string;
  /** The new document as text; undefined when it stays as it is. */
  readonly doc: string | undefined;
  /** The version that must be the stored one; undefined when only memberships change, on whatever version. */
  readonly version: number | undefined;
  /** Index entries to put, at their places from 1 on, and those to delete. */
  readonly added: readonly IndexEntry[];
  readonly entryWrites: readonly Write[];
}

/** Throws 413 for a document that is too long, 400 `invalidValue` for one with indexed values that are too many, or that no index takes. */
export function workOutReplacement(
  { keys }: Directory,
  type: ResourceType,
  before: ResourceState,
  document: JsonObject,
  { at, requireVersion = false }: ReplaceOptions,
): Replacement {
  const after = { ...toState(before), version: before.version + 1, lastModified: at, document };
  const text = encodeDocument(document);
  const doc = text === JSON.stringify(before.document) ? undefined : text;
  const version = requireVersion || doc !== undefined ? before.version : undefined;
  const [old, wanted] = [indexEntries(type, before.document), indexEntries(type, document)];
  const added = entriesBeyond(wanted, old);
  refuseLowCharacters(added);
  const entryWrites = [
    ...putEntries(keys, type, before.id, added),
    ...deleteEntries(keys, type, before.id, entriesBeyond(old, wanted)),
  ];
  return { type, after, at, doc, version, added, entryWrites };
}
