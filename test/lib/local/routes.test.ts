import { describe, expect, test } from '@jest/globals';
import { compileRoutes } from '#lib/local/routes.ts';

const keys = [
  '$default',
  'ANY /Users/{id}',
  'GET /{proxy+}',
  'GET /Users',
  'GET /Users/{id}',
  'GET /Users/me',
  'POST /Users/.search',
  'GET /{kind}/me',
  'GET /Groups/{id}/{rest+}',
];
const match = compileRoutes(keys.map((routeKey) => ({ routeKey, functionName: 'f' })));

describe('a request is taken by', () => {
  test.each([
    ['GET', '/Users', 'GET /Users', undefined],
    ['GET', '/Users/me', 'GET /Users/me', undefined],
    ['GET', '/Users/42', 'GET /Users/{id}', { id: '42' }],
    ['GET', '/Users/a b?c', 'GET /Users/{id}', { id: 'a b?c' }],
    ['PUT', '/Users/42', 'ANY /Users/{id}', { id: '42' }],
    ['POST', '/Users/.search', 'POST /Users/.search', undefined],
    ['PUT', '/Users/.search', 'ANY /Users/{id}', { id: '.search' }],
    ['GET', '/Groups/me', 'GET /{kind}/me', { kind: 'Groups' }],
    ['GET', '/Groups/1/2/3', 'GET /Groups/{id}/{rest+}', { id: '1', rest: '2/3' }],
    ['GET', '/anything/at/all', 'GET /{proxy+}', { proxy: 'anything/at/all' }],
    ['GET', '/users', 'GET /{proxy+}', { proxy: 'users' }],
    ['GET', '/Users/', 'GET /{proxy+}', { proxy: 'Users/' }],
    ['GET', '/', '$default', undefined],
    ['POST', '/Users', '$default', undefined],
    ['HEAD', '/Users', '$default', undefined],
    ['OPTIONS', '*', '$default', undefined],
    ['GET', '/Users/__proto__', 'GET /Users/{id}', { id: '__proto__' }],
  ])('%s %s: %s', (method, path, routeKey, pathParameters) => {
    expect(match(method, path)).toEqual({ route: { routeKey, functionName: 'f' }, pathParameters });
  });

  test('nobody without a $default route', () => {
    expect(compileRoutes([{ routeKey: 'GET /a', functionName: 'f' }])('GET', '/b')).toBeUndefined();
  });
});
