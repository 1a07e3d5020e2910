/** Which route of an HTTP API takes a request. */
import type { RouteDefinition } from './http-api.ts';

export interface RouteMatch {
  readonly route: RouteDefinition;
  /** As in the decoded path; undefined where the route has none. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

export type MatchRoute = (method: string, path: string) => RouteMatch | undefined;

interface CompiledRoute {
  readonly route: RouteDefinition;
  readonly method: string;
  readonly segments: readonly Segment[];
}

/** Specificity: a literal before a parameter before a greedy one. */
type Segment = { readonly rank: 0 | 1 | 2; readonly text: string };

/**
 * Compiles routes into a matcher of method and decoded path. The most specific route wins, literal segments before
 * `{parameter}` before `{greedy+}`, then one for the method before `ANY`; what none takes goes to `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function compileRoutes(routes: readonly RouteDefinition[]): MatchRoute {
  const compiled = routes.filter(({ routeKey }) => routeKey !== '$default').map(compile);
  const ordered = compiled.toSorted(bySpecificity);
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const candidate of ordered) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const parameters = match(candidate.segments, segments);
      if (parameters === undefined) continue;
      return {
        route: candidate.route,
        pathParameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
      };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: undefined };
  };
}

function compile(route: RouteDefinition): CompiledRoute {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const segments = path
    .split('/')
    .slice(1)
    .map((segment): Segment => {
      const parameter = /^\{([^}+]+)(\+?)\}$/.exec(segment);
      if (parameter?.[1] === undefined) return { rank: 0, text: segment };
      return { rank: parameter[2] === '+' ? 2 : 1, text: parameter[1] };
    });
  return { route, method, segments };
}

function bySpecificity(a: CompiledRoute, b: CompiledRoute): number {
  for (let index = 0; index < Math.min(a.segments.length, b.segments.length); index += 1) {
    const difference = (a.segments[index]?.rank ?? 0) - (b.segments[index]?.rank ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

/** The parameters, or undefined when the path is not the pattern's. A parameter is never empty. */
function match(pattern: readonly Segment[], path: readonly string[]): readonly [string, string][] | undefined {
  const greedy = pattern.at(-1)?.rank === 2;
  if (greedy ? path.length < pattern.length : path.length !== pattern.length) return undefined;
  const parameters: [string, string][] = [];
  for (const [index, { rank, text }] of pattern.entries()) {
    const value = rank === 2 ? path.slice(index).join('/') : (path[index] ?? '');
    if (rank === 0 ? value !== text : value === '') return undefined;
    if (rank !== 0) parameters.push([text, value]);
  }
  return parameters;
}
