/** One PATCH operation (RFC 7644 §3.5.2), its path bound to the schema and its value in canonical form. */
import type { Json } from '../json.ts';
import type { PatchPath } from '../path/parse.ts';

export type PatchOp = 'add' | 'replace' | 'remove';

export interface PatchOperation {
  readonly op: PatchOp;
  /** An extension is the target of `remove` only: what is written to one is written to its attributes. */
  readonly path: PatchPath;
  /**
   * `add`: what to add; undefined for an element that is all in the filter of its path. `replace`: the new value;
   * undefined for "unassigned". `remove`: the elements to take away; undefined for all that the path names. Values of
   * the attribute whose elements are stored one by one (`members`) are left as they came.
   */
  readonly value: Json | undefined;
}
