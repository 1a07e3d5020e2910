/** Every route of the API, once: the gateway's routes and what the fallback knows of them are made from this list. */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A function that answers routes: its folder in `lambdas/`. */
export type RoutedFunction = 'users' | 'groups' | 'resources' | 'search' | 'bulk' | 'discovery';

export interface Route {
  readonly method: Method;
  /** Below a connection's base URL, which itself is ''. */
  readonly path: string;
  readonly handledBy: RoutedFunction;
}

/** The path of a connection's base URL. */
export const basePath = '/provisioning/{provider}/v2';

/** RFC 7644 §3.2 for one resource type. */
const resourceRoutes = (endpoint: string, handledBy: RoutedFunction): readonly Route[] => [
  { method: 'GET', path: endpoint, handledBy },
  { method: 'POST', path: endpoint, handledBy },
  { method: 'POST', path: `${endpoint}/.search`, handledBy },
  { method: 'GET', path: `${endpoint}/{id}`, handledBy },
  { method: 'PUT', path: `${endpoint}/{id}`, handledBy },
  { method: 'PATCH', path: `${endpoint}/{id}`, handledBy },
  { method: 'DELETE', path: `${endpoint}/{id}`, handledBy },
];

/** The routes of a deployment with resource types of its own at `endpoints`, such as `/Devices`. */
export function routesWith(endpoints: readonly string[]): readonly Route[] {
  return [...routes, ...endpoints.flatMap((endpoint) => resourceRoutes(endpoint, 'resources'))];
}

export const routes: readonly Route[] = [
  ...resourceRoutes('/Users', 'users'),
  { method: 'GET', path: '/Me', handledBy: 'users' },
  { method: 'PUT', path: '/Me', handledBy: 'users' },
  { method: 'PATCH', path: '/Me', handledBy: 'users' },
  { method: 'DELETE', path: '/Me', handledBy: 'users' },
  ...resourceRoutes('/Groups', 'groups'),
  { method: 'GET', path: '', handledBy: 'search' },
  { method: 'POST', path: '/.search', handledBy: 'search' },
  { method: 'POST', path: '/Bulk', handledBy: 'bulk' },
  { method: 'GET', path: '/ServiceProviderConfig', handledBy: 'discovery' },
  { method: 'GET', path: '/ResourceTypes', handledBy: 'discovery' },
  { method: 'GET', path: '/ResourceTypes/{id}', handledBy: 'discovery' },
  { method: 'GET', path: '/Schemas', handledBy: 'discovery' },
  { method: 'GET', path: '/Schemas/{id}', handledBy: 'discovery' },
];
