/** Attribute characteristics and schema definitions (RFC 7643 §2.2, §2.3 and §7). */

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

/** One attribute with all the characteristics of RFC 7643 §7, in the form /Schemas shows. */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  /** Suggestions, never a restriction (RFC 7643 §7, "canonicalValues"). */
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
  /** What an element that does not say it is taken to say (RFC 7643 §2.4: `primary`); no part of /Schemas. */
  readonly assumed?: boolean;
}

/** A schema: its URN and the attributes it adds. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** Everything but the name that differs from the defaults of RFC 7643 §2.2. */
export type AttributeTraits = Partial<Omit<Attribute, 'name' | 'description'>>;

/** An attribute with the default characteristics of RFC 7643 §2.2, changed by `traits`. */
export function defineAttribute(name: string, description: string, traits: AttributeTraits = {}): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}
