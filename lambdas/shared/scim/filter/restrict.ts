/** A filter as it reads for one of several resource types (RFC 7644 §3.4.2.1): what is certain of a type is worked out. */
import type { AttributePath } from '../path/attribute-path.ts';
import { topLevelAttributes } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Filter, Logical } from './ast.ts';
import { evaluateFilter } from './evaluate.ts';

/**
 * The filter without the comparisons that come out the same for every resource of `type`: those with an attribute that
 * only other types have, which is as one without a value here, with `meta.resourceType`, and with a schema that all
 * resources of the type have or none. True when each of them matches, false when none does.
 */
export function restrictFilter(filter: Filter, type: ResourceType): Filter | boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return restrictLogical(filter, type);
    case 'not': {
      const operand = restrictFilter(filter.operand, type);
      return typeof operand === 'boolean' ? !operand : { kind: 'not', operand };
    }
    default:
      return certainAnswer(filter, type) ?? filter;
  }
}

function restrictLogical({ kind, operands }: Logical, type: ResourceType): Filter | boolean {
  const decisive = kind === 'or';
  const left: Filter[] = [];
  for (const operand of operands) {
    const restricted = restrictFilter(operand, type);
    if (restricted === decisive) return decisive;
    if (typeof restricted === 'boolean') continue;
    left.push(...(restricted.kind === kind ? restricted.operands : [restricted]));
  }
  const [only] = left;
  if (only === undefined) return !decisive;
  return left.length === 1 ? only : { kind, operands: left };
}

function certainAnswer(filter: Exclude<Filter, { operands: unknown } | { operand: unknown }>, type: ResourceType) {
  const { path } = filter;
  if (!hasAttribute(type, path)) return evaluateFilter(filter, {});
  if (!isFixedByType(path)) return undefined;
  // Each resource has these schemas at least, and those at most: what holds for both holds for all between.
  const meta = { resourceType: type.name };
  const extensions = type.extensions.map(({ schema }) => schema.id);
  const answer = evaluateFilter(filter, { schemas: [type.schema.id], meta });
  return answer === evaluateFilter(filter, { schemas: [type.schema.id, ...extensions], meta }) ? answer : undefined;
}

/** Whether the path was bound to an attribute of this very type, not to one of the same name in another. */
function hasAttribute(type: ResourceType, { extension, attribute }: AttributePath): boolean {
  if (extension === undefined) return topLevelAttributes(type).includes(attribute);
  return type.extensions.some(({ schema }) => schema.id === extension && schema.attributes.includes(attribute));
}

function isFixedByType({ extension, attribute, subAttribute }: AttributePath): boolean {
  if (extension !== undefined) return false;
  return attribute.name === 'schemas' || (attribute.name === 'meta' && subAttribute?.name === 'resourceType');
}
