/** A resource as it is kept, apart from its representation: no URL, no computed attribute. */
import type { JsonObject } from './json.ts';

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
