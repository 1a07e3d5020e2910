/** A resource as it is kept, and the representation made of it (RFC 7643 §3). */
import { formatETag } from './etag.ts';
import type { JsonObject } from './json.ts';
import { withReferences } from './schema/references.ts';
import type { ResourceType } from './schema/resource-type.ts';

/** A resource apart from its representation: no URL, no computed attribute. */
export interface ResourceState {
  /** UUIDv4, lower case. */
  readonly id: string;
  /** Counts up from 1 with every change; the weak entity tag is made of it. */
  readonly version: number;
  /** ISO 8601 in UTC with milliseconds. */
  readonly created: string;
  readonly lastModified: string;
  /**
   * The attributes in the letter case of the schema, extensions under their URN, without `id`, `meta`, `schemas`,
   * members, and anything derived or `returned: never`. Holds no null and no empty array or object.
   */
  readonly document: JsonObject;
}

/** The whole representation; `derived` are attributes that are computed, such as a user's groups. */
export function toResource(
  { id, version, created, lastModified, document }: ResourceState,
  type: ResourceType,
  baseUrl: string,
  derived: JsonObject = {},
): JsonObject {
  const extensions = type.extensions.map(({ schema }) => schema.id).filter((urn) => document[urn] !== undefined);
  return {
    schemas: [type.schema.id, ...extensions],
    id,
    ...withReferences(document, type, baseUrl),
    ...derived,
    meta: {
      resourceType: type.name,
      created,
      lastModified,
      location: `${baseUrl}${type.endpoint}/${id}`,
      version: formatETag(version),
    },
  };
}
