/** Which attributes of a resource are returned (RFC 7644 §3.9, RFC 7643 §7 "returned"). */
import { invalidValue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { resolvePath } from '../path/resolve.ts';
import type { Attribute } from '../schema/attribute.ts';
import { topLevelAttributes } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** By top-level key (attribute name or extension URN): the whole of it, or only what is named below it. */
type Selection = ReadonlyMap<string, Branch>;
type Branch = 'whole' | Selection;

export type Projection =
  | { readonly kind: 'default' }
  | { readonly kind: 'include' | 'exclude'; readonly selection: Selection };

const defaultProjection: Projection = { kind: 'default' };

/**
 * Reads `attributes` and `excludedAttributes`. Names that the schema does not have select nothing. Throws 400
 * `invalidValue` when both are given: they are mutually exclusive.
 */
export function parseProjection(query: Readonly<Record<string, string | undefined>>, type: ResourceType): Projection {
  const included = query.attributes?.trim() ?? '';
  const excluded = query.excludedAttributes?.trim() ?? '';
  if (included !== '' && excluded !== '') {
    throw invalidValue('attributes and excludedAttributes exclude each other; send one of the two.');
  }
  if (included === '' && excluded === '') return defaultProjection;
  const kind = included === '' ? 'exclude' : 'include';
  return { kind, selection: parseSelection(included === '' ? excluded : included, type) };
}

/** Whether an answer with this projection can show the top-level attribute `name`: if not, it need not be read. */
export function wantsAttribute(projection: Projection, name: string): boolean {
  if (projection.kind === 'default') return true;
  const branch = projection.selection.get(name);
  return projection.kind === 'include' ? branch !== undefined : branch !== 'whole';
}

/** The resource with what the projection and the `returned` characteristics let through. */
export function selectAttributes(resource: JsonObject, projection: Projection, type: ResourceType): JsonObject {
  const selected: Record<string, Json> = {};
  for (const attribute of topLevelAttributes(type)) {
    const value = resource[attribute.name];
    if (value === undefined) continue;
    const kept = selectValue(attribute, value, choiceFor(projection, attribute.name));
    if (kept !== undefined) selected[attribute.name] = kept;
  }
  for (const { schema } of type.extensions) {
    const extension = resource[schema.id];
    if (!isJsonObject(extension)) continue;
    const kept = selectFields(schema.attributes, extension, choiceFor(projection, schema.id));
    if (Object.keys(kept).length > 0) selected[schema.id] = kept;
  }
  return selected;
}

/** What a projection says about one attribute, and of the attributes within it. */
interface Choice {
  readonly kind: Projection['kind'];
  readonly branch: Branch | undefined;
}

const everything: Choice = { kind: 'default', branch: undefined };

function choiceFor(projection: Projection, name: string): Choice {
  if (projection.kind === 'default') return everything;
  return { kind: projection.kind, branch: projection.selection.get(name) };
}

function selectValue(attribute: Attribute, value: Json, choice: Choice): Json | undefined {
  if (!isReturned(attribute, choice)) return undefined;
  const { subAttributes } = attribute;
  if (subAttributes === undefined) return value;
  // The usual answer: everything below is returned by default, so there is nothing to take away.
  if (choice.branch === undefined && choice.kind !== 'include' && subAttributes.every(isReturnedByDefault))
    return value;
  if (!Array.isArray(value)) return selectElement(subAttributes, value, choice);
  const elements = (value as readonly Json[]).flatMap((element) => selectElement(subAttributes, element, choice) ?? []);
  return elements.length === 0 ? undefined : elements;
}

function selectElement(subAttributes: readonly Attribute[], element: Json, choice: Choice): Json | undefined {
  if (!isJsonObject(element)) return element;
  const kept = selectFields(subAttributes, element, choice);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function selectFields(attributes: readonly Attribute[], fields: JsonObject, choice: Choice): JsonObject {
  const selected: Record<string, Json> = {};
  for (const attribute of attributes) {
    const value = fields[attribute.name];
    if (value === undefined) continue;
    const kept = selectValue(attribute, value, choiceWithin(choice, attribute.name));
    if (kept !== undefined) selected[attribute.name] = kept;
  }
  return selected;
}

/** `returned: request` must be named itself; a parent that is named brings what is returned by default. */
function isReturned({ returned }: Attribute, { kind, branch }: Choice): boolean {
  switch (returned) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'request':
      return kind === 'include' && branch !== undefined;
    case 'default':
      return kind === 'include' ? branch !== undefined : branch !== 'whole';
  }
}

function isReturnedByDefault({ returned, subAttributes }: Attribute): boolean {
  return (returned === 'default' || returned === 'always') && (subAttributes?.every(isReturnedByDefault) ?? true);
}

function choiceWithin({ kind, branch }: Choice, name: string): Choice {
  if (branch === undefined) return kind === 'include' ? { kind, branch } : everything;
  if (branch === 'whole') return kind === 'include' ? everything : { kind, branch };
  return { kind, branch: branch.get(name) };
}

function parseSelection(names: string, type: ResourceType): Selection {
  const selection = new Map<string, Branch>();
  for (const name of names.split(',')) addPath(selection, keysOf(name.trim(), type));
  return selection;
}

function keysOf(name: string, type: ResourceType): readonly string[] {
  const resolved = resolvePath(name, type);
  if (resolved === undefined) return [];
  if (resolved.kind === 'extension') return [resolved.urn];
  const { extension, attribute, subAttribute } = resolved.path;
  return [extension, attribute.name, subAttribute?.name].filter((key) => key !== undefined);
}

function addPath(selection: Map<string, Branch>, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  const existing = selection.get(key);
  if (existing === 'whole') return;
  if (rest.length === 0) {
    selection.set(key, 'whole');
    return;
  }
  const branch = new Map(existing ?? []);
  addPath(branch, rest);
  selection.set(key, branch);
}
