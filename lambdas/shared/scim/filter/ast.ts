/** The tree of a filter (RFC 7644 §3.4.2.2), its attribute paths already bound to the schema. */
import type { AttributePath } from '../path/attribute-path.ts';

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/**
 * `compValue` of the ABNF, coerced to the attribute's type (`"True"` becomes true only for a boolean attribute). Never
 * null: `eq null` and `ne null` ask for what is unassigned and what is not, and are read as `not` and `present`.
 */
export type CompareValue = string | number | boolean;

export interface Compare {
  readonly kind: 'compare';
  readonly path: AttributePath;
  readonly operator: CompareOperator;
  readonly value: CompareValue;
}

export interface Present {
  readonly kind: 'present';
  readonly path: AttributePath;
}

/** `emails[type eq "work"]`: some element of the attribute matches the whole inner filter. */
export interface ValuePath {
  readonly kind: 'valuePath';
  readonly path: AttributePath;
  /** Its paths are bound to the sub-attributes of `path.attribute`: `attribute` is the sub-attribute itself. */
  readonly filter: Filter;
}

export interface Not {
  readonly kind: 'not';
  readonly operand: Filter;
}

/** Two or more operands; nested operators of the same kind are flattened. */
export interface Logical {
  readonly kind: 'and' | 'or';
  readonly operands: readonly Filter[];
}

export type Filter = Compare | Present | ValuePath | Not | Logical;
