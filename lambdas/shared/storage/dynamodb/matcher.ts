/** What a stored resource must match beyond what the access path proves. */
import type { Filter } from '#scim/filter/ast.ts';
import { compileFilter, type Predicate } from '#scim/filter/evaluate.ts';
import type { JsonObject } from '#scim/json.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Find } from './candidates.ts';
import type { QueryPlan } from './plan.ts';

/**
 * Whether a stored resource matches; comparisons with derived attributes are answered by the ids read for them. `among`
 * are the only candidates, where they are known.
 */
export async function matcherOf(
  type: ResourceType,
  { filter, baseUrl = '', derived }: QueryPlan,
  find: Find,
  among?: readonly string[],
): Promise<(state: ResourceState) => boolean> {
  const found = derived.map(
    async (comparison) => [comparison.filter, new Set(await find(comparison.access, among))] as const,
  );
  const matches = compile(filter, new Map<Filter, ReadonlySet<string>>(await Promise.all(found)));
  return (state) => matches(toResource(state, type, baseUrl));
}

function compile(filter: Filter, derived: ReadonlyMap<Filter, ReadonlySet<string>>): Predicate {
  const ids = derived.get(filter);
  if (ids !== undefined) return ({ id }) => ids.has(id as string);
  if (derived.size === 0) return compileFilter(filter);
  switch (filter.kind) {
    case 'not': {
      const operand = compile(filter.operand, derived);
      return (resource) => !operand(resource);
    }
    case 'and':
    case 'or': {
      const operands = filter.operands.map((operand) => compile(operand, derived));
      const holds = (resource: JsonObject) => (matches: Predicate) => matches(resource);
      return filter.kind === 'and'
        ? (resource) => operands.every(holds(resource))
        : (resource) => operands.some(holds(resource));
    }
    default:
      return compileFilter(filter);
  }
}
