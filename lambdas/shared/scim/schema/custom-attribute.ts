/** Attributes of a custom schema (RFC 7643 §2.1, §2.2 and §7): characteristics that are not given have their defaults. */
import type { Attribute, AttributeType, Mutability, Returned, Uniqueness } from './attribute.ts';
import {
  type Place,
  readChoice,
  readFlag,
  readList,
  readMembers,
  readOptionalText,
  readText,
  refuse,
  refuseDuplicates,
  show,
} from './json-reader.ts';

const members = [
  'name',
  'type',
  'multiValued',
  'description',
  'required',
  'canonicalValues',
  'caseExact',
  'mutability',
  'returned',
  'uniqueness',
  'referenceTypes',
  'subAttributes',
] as const;
const simpleTypes: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'reference',
  'binary',
];
const types: readonly AttributeType[] = [...simpleTypes, 'complex'];
const mutabilities: readonly Mutability[] = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const returneds: readonly Returned[] = ['always', 'never', 'default', 'request'];
const uniquenesses: readonly Uniqueness[] = ['none', 'server', 'global'];

/** ATTRNAME of RFC 7643 §2.1. */
const attributeName = /^[a-z][\w$-]{0,99}$/i;
/** Attributes that are stored apart from the document, and derived. */
const memberships = ['members', 'groups'];
const nameRule = 'a letter and up to 99 letters, digits, "-", "_" or "$"';

/**
 * The attributes of a schema, or of a complex attribute when `parent` is one. `typeNames` are the resource types that a
 * reference can name. Throws for what no attribute can be, and for what no client could use.
 */
export function readAttributes(
  place: Place,
  typeNames: ReadonlySet<string>,
  parent?: Pick<Attribute, 'multiValued'>,
): readonly Attribute[] {
  const places = readList(place);
  if (places.length === 0) throw refuse(place.at, 'there must be at least one attribute');
  const attributes = places.map((one) => readAttribute(one, typeNames, parent));
  refuseDuplicates(attributes.map(({ name }, i) => ({ at: `${place.at}[${i}].name`, name })));
  return attributes;
}

function readAttribute(
  place: Place,
  typeNames: ReadonlySet<string>,
  parent: Pick<Attribute, 'multiValued'> | undefined,
): Attribute {
  const given = readMembers(place, members);
  const name = readName(given.name, parent !== undefined);
  const type = readType(given.type, parent !== undefined);
  const multiValued = readFlag(given.multiValued, false);
  const attribute: Attribute = {
    name,
    type,
    multiValued,
    description: readOptionalText(given.description),
    required: readFlag(given.required, false),
    // RFC 7643 §2.3.6 and §2.3.7: binary values and references are case exact.
    caseExact: readFlag(given.caseExact, type === 'binary' || type === 'reference'),
    mutability: readChoice(given.mutability, mutabilities, 'readWrite'),
    returned: readChoice(given.returned, returneds, 'default'),
    uniqueness: readChoice(given.uniqueness, uniquenesses, 'none'),
    ...readCanonicalValues(given.canonicalValues),
    ...readReferenceTypes(given.referenceTypes, type, typeNames),
    ...readSubAttributes(given.subAttributes, type, multiValued, typeNames),
    ...(name === 'primary' && type === 'boolean' && parent?.multiValued === true ? { assumed: false } : {}),
  };
  refuseContradiction(place.at, attribute);
  return attribute;
}

function readName(place: Place, isSub: boolean): string {
  const name = readText(place, nameRule);
  if (isSub && name === '$ref') return name;
  if (!attributeName.test(name)) throw refuse(place.at, `${show(name)} is no attribute name; it must be ${nameRule}`);
  // A document is a plain object, in which these names are never absent.
  if (name in Object.prototype) throw refuse(place.at, `"${name}" is a word of JavaScript; choose another name`);
  if (!isSub && memberships.includes(name.toLowerCase())) {
    throw refuse(place.at, `"${name}" is not accepted: memberships belong to groups and users; choose another name`);
  }
  return name;
}

function readType(place: Place, isSub: boolean): AttributeType {
  if (isSub && place.value === 'complex') {
    throw refuse(place.at, 'a sub-attribute cannot be complex itself (RFC 7643 §2.3.8)');
  }
  return readChoice(place, isSub ? simpleTypes : types, 'string');
}

function readCanonicalValues(place: Place): Pick<Attribute, 'canonicalValues'> {
  if (place.value === undefined) return {};
  return { canonicalValues: readList(place).map((value) => readText(value, 'a text')) };
}

function readReferenceTypes(
  place: Place,
  type: AttributeType,
  typeNames: ReadonlySet<string>,
): Pick<Attribute, 'referenceTypes'> {
  const accepted = ['external', 'uri', ...typeNames];
  if (type !== 'reference') {
    if (place.value !== undefined) throw refuse(place.at, 'only an attribute of the type reference has referenceTypes');
    return {};
  }
  const referenceTypes = readList(place).map((value) => readChoice(value, accepted, ''));
  if (referenceTypes.length === 0) {
    throw refuse(place.at, `a reference must say what it refers to: at least one of ${accepted.join(', ')}`);
  }
  return { referenceTypes };
}

function readSubAttributes(
  place: Place,
  type: AttributeType,
  multiValued: boolean,
  typeNames: ReadonlySet<string>,
): Pick<Attribute, 'subAttributes'> {
  if (type === 'complex') return { subAttributes: readAttributes(place, typeNames, { multiValued }) };
  if (place.value !== undefined) throw refuse(place.at, 'only an attribute of the type complex has subAttributes');
  return {};
}

/** Characteristics that are each fine and together keep a promise that nobody can keep. */
function refuseContradiction(at: string, attribute: Attribute): void {
  const { mutability, returned, required, uniqueness } = attribute;
  if (mutability === 'writeOnly' && returned !== 'never') {
    throw refuse(`${at}.returned`, '"writeOnly" means that nobody can read the value, so returned must be "never"');
  }
  if (required && returned === 'never') {
    throw refuse(`${at}.required`, 'a value that is never returned is not kept, so it cannot be required');
  }
  if (required && !canBeGiven(attribute)) {
    throw refuse(`${at}.required`, 'no client can give a value that is readOnly, so it cannot be required');
  }
  if (uniqueness !== 'none' && (attribute.multiValued || attribute.type === 'complex' || returned === 'never')) {
    throw refuse(`${at}.uniqueness`, 'only a simple attribute with a single value that is kept can be unique');
  }
}

function canBeGiven({ mutability, returned, subAttributes }: Attribute): boolean {
  return mutability !== 'readOnly' && returned !== 'never' && (subAttributes?.some(canBeGiven) ?? true);
}
