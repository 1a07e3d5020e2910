/** Resource types (RFC 7643 §6), with what this service provider knows about each beside the RFC's own attributes. */
import type { Json } from '../json.ts';
import type { Schema } from './attribute.ts';

export interface SchemaExtension {
  readonly schema: Schema;
  readonly required: boolean;
}

/**
 * An attribute that has lookup entries. `path` is the attribute path without a schema URN for core attributes
 * (`userName`, `emails.value`) and with it for extension attributes.
 */
export interface Index {
  readonly path: string;
  readonly unique: boolean;
}

export interface ResourceType {
  readonly id: string;
  readonly name: string;
  /** Relative to the base URL, e.g. `/Users`. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly SchemaExtension[];
  /** The one declaration that the query planner, the writer and the documentation read. */
  readonly indexes: readonly Index[];
  /** The multi-valued attribute whose elements are stored one item each and never inside the document (`members`). */
  readonly memberAttribute?: string;
  /** The readOnly attribute derived from the memberships of other resources (`groups`). */
  readonly memberOfAttribute?: string;
  /** Attribute names, best first, whose value names the resource to a person (`display` of a member). */
  readonly displayAttributes: readonly string[];
  /** Values a new resource has when the client sends none (RFC 7644 §3.3: the provider MAY assign defaults). */
  readonly defaults: Readonly<Record<string, Json>>;
  /**
   * Attributes that a PUT without them leaves as they are (RFC 7644 §3.5.1 lets the provider decide). A full update
   * that forgets `active` must not deactivate anybody, and one without `externalId` must not break the link.
   */
  readonly keptOnReplace: readonly string[];
}
