import { describe, expect, test } from '@jest/globals';
import { discoveryRoutes } from '../../lambdas/discovery/routes.ts';
import { bulkRoutes } from '../../lambdas/shared/endpoint/bulk-routes.ts';
import { meRoutes } from '../../lambdas/shared/endpoint/me-routes.ts';
import { resourceRoutes } from '../../lambdas/shared/endpoint/resource-routes.ts';
import { searchRoutes } from '../../lambdas/shared/endpoint/search-routes.ts';
import { basePath as basePathOfHandlers } from '../../lambdas/shared/http/scim-request.ts';
import { groupType, resourceTypes, userType } from '../../lambdas/shared/scim/schema/resource-types.ts';
import { basePath, type RoutedFunction, routes } from '../../lib/routes.ts';

const open = (): never => {
  throw new Error('No route is called here.');
};

const users = resourceRoutes(userType, open);

describe('routes', () => {
  test.each<[RoutedFunction, object]>([
    ['users', { ...users, ...meRoutes(userType, users) }],
    ['groups', resourceRoutes(groupType, open)],
    ['search', searchRoutes('', resourceTypes, open)],
    ['bulk', bulkRoutes(resourceTypes, open)],
    ['discovery', discoveryRoutes],
  ])('of %s are those that its handler answers', (name, answered) => {
    const routed = routes.filter(({ handledBy }) => handledBy === name).map(({ method, path }) => `${method} ${path}`);
    expect(routed.sort()).toEqual(Object.keys(answered).sort());
  });

  test('lie below the path that handlers expect', () => {
    expect(basePath).toBe(basePathOfHandlers);
  });
});
