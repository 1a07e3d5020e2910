/** What a filter means, from the text of RFC 7644 §3.4.2.2 and of RFC 7643 §2: slowly, and without the evaluator. */

/** A number as a client may write it: digits that JSON reads. */
export type OracleValue = string | boolean | number | null;

export type OracleFilter =
  | { readonly kind: 'compare'; readonly path: string; readonly operator: string; readonly value: OracleValue }
  | { readonly kind: 'present'; readonly path: string }
  | { readonly kind: 'valuePath'; readonly path: string; readonly filter: OracleFilter }
  | { readonly kind: 'not'; readonly operand: OracleFilter }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly OracleFilter[] };

const core = 'urn:ietf:params:scim:schemas:core:2.0:User:';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The filter as a client writes it, with every parenthesis that could be needed. */
export function writeFilter(filter: OracleFilter): string {
  switch (filter.kind) {
    case 'compare':
      return `${filter.path} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'present':
      return `${filter.path} pr`;
    case 'valuePath':
      return `${filter.path}[${writeFilter(filter.filter)}]`;
    case 'not':
      return `not (${writeFilter(filter.operand)})`;
    default:
      return filter.operands.map((operand) => `(${writeFilter(operand)})`).join(` ${filter.kind} `);
  }
}

export function matchesAsRfc(filter: OracleFilter, holder: unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matchesAsRfc(operand, holder));
    case 'or':
      return filter.operands.some((operand) => matchesAsRfc(operand, holder));
    case 'not':
      return !matchesAsRfc(filter.operand, holder);
    case 'present':
      return valuesAt(keysOf(filter.path), holder).some(isPresent);
    // "The filter in the brackets matches one element": none, where there is no element.
    case 'valuePath':
      return valuesAt(keysOf(filter.path), holder).some((element) => matchesAsRfc(filter.filter, element));
    case 'compare':
      return compares(filter.path, filter.operator, filter.value, holder);
  }
}

/** RFC 7643 §4: which attributes of a user are `caseExact`; `meta` in §3.1, references in §2.3.7. */
const exact = new Set(['id', 'externalid', 'profileurl', 'photos.value', 'meta.resourcetype']);
/** A manager's id is the `id` of another resource. */
const idOfAnother = 'manager.value';

function compares(path: string, operator: string, wanted: OracleValue, holder: unknown): boolean {
  // RFC 7643 §2.5: null and unassigned are the same, so that "eq null" asks what "pr" denies, and "ne null" what it says.
  if (wanted === null) return valuesAt(keysOf(path), holder).some(isPresent) === (operator === 'ne');
  const keys = keysOf(path);
  const name = keys
    .filter((key) => key !== enterprise)
    .join('.')
    .toLowerCase();
  // "emails co "example.com"": a complex attribute alone is compared by its `value`.
  const whole = ['emails', 'photos', 'manager'].includes(name);
  const fullName = whole ? `${name}.value` : name;
  const isExact = exact.has(fullName) || fullName === idOfAnother;
  const fold = (value: unknown) =>
    typeof value === 'string' && !isExact ? value.normalize('NFC').toLowerCase() : value;
  const slots = valuesAt(whole ? [...keys, 'value'] : keys, holder, true).map((value) =>
    // RFC 7643 §2.4: "primary" is false where it is left out.
    value === undefined && fullName.endsWith('primary') && fullName !== 'active' ? assumedPrimary(path, holder) : value,
  );
  const test = (value: unknown) => holds(operator, value, wanted, fullName === 'meta.created', fold);
  return slots.some(test);
}

/** Only an element can leave it out: where there is none, there is nothing to assume. */
function assumedPrimary(path: string, holder: unknown): false | undefined {
  if (!path.includes('.')) return false;
  return valuesAt(['emails'], holder).length === 0 ? undefined : false;
}

function holds(
  operator: string,
  value: unknown,
  wanted: OracleValue,
  isDate: boolean,
  fold: (value: unknown) => unknown,
): boolean {
  if (operator === 'ne') return !holds('eq', value, wanted, isDate, fold);
  if (typeof value !== typeof wanted) return false;
  if (isDate) return ordered(operator, Date.parse(value as string) - Date.parse(wanted as string));
  if (typeof value === 'number' && typeof wanted === 'number') return ordered(operator, value - wanted);
  const [a, b] = [fold(value), fold(wanted)];
  if (typeof a !== 'string' || typeof b !== 'string') return a === b;
  if (operator === 'co') return a.includes(b);
  if (operator === 'sw') return a.startsWith(b);
  if (operator === 'ew') return a.endsWith(b);
  return ordered(operator, Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function ordered(operator: string, sign: number): boolean {
  switch (operator) {
    case 'eq':
      return sign === 0;
    case 'gt':
      return sign > 0;
    case 'ge':
      return sign >= 0;
    case 'lt':
      return sign < 0;
    default:
      return sign <= 0;
  }
}

/** `pr`: "a non-empty or non-null value"; a complex one has at least one sub-attribute with such a value. */
function isPresent(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPresent);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isPresent);
  return value !== undefined && value !== null && value !== '';
}

const inventory = 'urn:example:scim:schemas:extension:inventory:2.0:Device';

/** The keys that a path goes through, the URN of an extension being one of them. */
function keysOf(path: string): readonly string[] {
  if (path.startsWith(core)) return path.slice(core.length).split('.');
  if (path.startsWith(inventory)) return [inventory, path.slice(inventory.length + 1)];
  if (path.startsWith(enterprise)) return [enterprise, ...path.slice(enterprise.length + 1).split('.')];
  // The one attribute that clients write without its URN, and that nothing else can mean.
  return path.startsWith('manager') ? [enterprise, ...path.split('.')] : path.split('.');
}

/** All values at the end of the path; `gaps` also has undefined wherever there could be one, and once for none at all. */
function valuesAt(keys: readonly string[], holder: unknown, gaps = false): readonly unknown[] {
  let values: readonly unknown[] = [holder];
  for (const key of keys) {
    values = values.flatMap((value) => {
      const found = fieldOf(value, key);
      if (!Array.isArray(found)) return [found];
      return found.length === 0 ? [undefined] : (found as readonly unknown[]);
    });
  }
  return gaps ? values.map((value) => value ?? undefined) : values.filter((value) => value !== undefined);
}

/** Attribute names are without case (RFC 7643 §2.1). */
function fieldOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.entries(holder).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
