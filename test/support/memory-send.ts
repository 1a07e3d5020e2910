/** One provider's path over a directory in memory, as recorded requests are sent to it. */
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { discoveryRoutes } from '../../lambdas/discovery/routes.ts';
import { memoryEndpoint } from './memory-endpoint.ts';
import { MemoryStore } from './memory-store.ts';
import type { Send } from './replay.ts';

/** An empty directory on the path of `provider`. */
export function memorySend(provider: string): Send {
  const routes = new Set<string>();
  const send = memoryEndpoint(new MemoryStore(), (open) => {
    const table = { ...resourceRoutes(userType, open), ...resourceRoutes(groupType, open), ...discoveryRoutes };
    for (const route of Object.keys(table)) routes.add(route);
    return table;
  });
  return async ({ method, target, headers, body }) => {
    const [path = '', query = ''] = target.split('?');
    const [, endpoint = '', id] = /^(\/[^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const route = `${method} ${endpoint}${id === undefined ? '' : '/{id}'}`;
    if (!routes.has(route)) return { status: 404, headers: {}, json: {} };
    const answer = await send(route, {
      provider,
      query,
      headers: { ...headers },
      ...(id === undefined ? {} : { parameters: { id: decodeURIComponent(id) } }),
      ...(body === undefined ? {} : { body }),
    });
    const given = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return {
      status: answer.status ?? 0,
      headers: Object.fromEntries(given) as Record<string, string>,
      json: answer.json,
    };
  };
}
