import { describe, expect, test } from '@jest/globals';
import { basePath } from '#http/scim-request.ts';
import { explainUnmatched, unmatchedHandler } from '#http/unmatched.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

const routes = ['GET /Users', 'POST /Users', 'GET /Users/{id}', 'PUT /Users/{id}', 'GET /Schemas/{id}'];
const base = '/provisioning/generic/v2';

describe('unmatched requests', () => {
  test.each([
    ['DELETE', `${base}/Users`, 405, 'GET, POST'],
    ['POST', `${base}/Users/42`, 405, 'GET, PUT'],
    ['HEAD', `${base}/Users`, 405, 'GET, POST'],
    ['POST', `${base}/Schemas/urn:x`, 405, 'GET'],
    ['POST', `${base}/Bulk`, 501, undefined],
    ['GET', `${base}/Me`, 501, undefined],
    ['POST', `${base}/.search`, 501, undefined],
    ['POST', `${base}/Users/.search`, 501, undefined],
    ['TRACE', `${base}/Nothing`, 501, undefined],
    ['GET', `${base}/Nothing`, 404, undefined],
    ['GET', `${base}/users`, 404, undefined],
    ['GET', `${base}/Users/`, 404, undefined],
    ['GET', base, 404, undefined],
    ['GET', '/', 404, undefined],
    ['GET', '/provisioning', 404, undefined],
    ['GET', '/provisioning/generic/v2x/Users', 404, undefined],
  ])('%s %s is %d', (method, path, status, allow) => {
    const error = explainUnmatched(routes, method, path);
    expect(error.status).toBe(status);
    expect(error.headers.Allow).toBe(allow);
  });

  test.each([
    ['GET', '/provisioning/generic/v1/Users'],
    ['POST', '/provisioning/generic/v3/.search'],
    ['PROPFIND', '/provisioning/generic/v20/Nothing'],
    ['GET', '/provisioning/generic/v1'],
  ])('%s %s is another version of the protocol', (method, path) => {
    const { status, scimType, detail } = explainUnmatched(routes, method, path);
    const version = path.split('/')[3];
    expect([status, scimType]).toEqual([400, 'invalidVers']);
    expect(detail).toBe(`The version ${version} of SCIM is not supported; a base URL ends in ${basePath}.`);
  });

  test.each(['/provisioning/generic/Users', '/provisioning/v1/Users', '/v1/Users', '/provisioning/generic/v/Users'])(
    '%s has no version and is 404',
    (path) => {
      expect(explainUnmatched(routes, 'GET', path)).toMatchObject({ status: 404, scimType: undefined });
    },
  );

  test('names the endpoints that there are', () => {
    const error = explainUnmatched(['GET ', ...routes], 'GET', `${base}/users`);
    expect(error.detail).toContain('endpoints are /Users, /Schemas.');
  });

  test.each([
    ['GET', '/Bulk', 405, 'POST'],
    ['POST', '/Me', 405, 'GET, DELETE'],
    ['GET', '/.search', 405, 'POST'],
    ['POST', '', 405, 'GET'],
    ['POST', '/Schemas/.search', 501, undefined],
    ['PUT', '/Schemas/.search', 405, 'GET'],
  ])('where optional endpoints are there, %s %s is %d', (method, path, status, allow) => {
    const optional = ['POST /Bulk', 'GET /Me', 'DELETE /Me', 'GET ', 'POST /.search', 'POST /Users/.search'];
    const error = explainUnmatched([...routes, ...optional], method, base + path);
    expect([error.status, error.headers.Allow]).toEqual([status, allow]);
  });

  test('answers in SCIM and logs the request', async () => {
    const lines: string[] = [];
    const handler = unmatchedHandler(routes, undefined, { write: (line) => lines.push(line) });
    const event = gatewayEvent({ route: '$default', method: 'DELETE', path: `${base}/Users` });
    const result = await handler(event, lambdaContext());
    expect(result.statusCode).toBe(405);
    expect(result.headers).toMatchObject({ Allow: 'GET, POST', 'Content-Type': 'application/scim+json' });
    expect(JSON.parse(String(result.body))).toMatchObject({ status: '405' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'request', route: '$default', status: 405 });
  });
  test.each([
    ['/provisioning/onelogin/v2/nothing', undefined, 'application/json'],
    ['/provisioning/onelogin/v2', undefined, 'application/json'],
    ['/provisioning/onelogin/v2/nothing', 'application/scim+json', 'application/scim+json'],
    ['/provisioning/generic/v2/nothing', undefined, 'application/scim+json'],
    ['/onelogin', undefined, 'application/scim+json'],
  ])('answers %s with Accept %s in %s, which the connection names', async (path, accept, mediaType) => {
    const mediaTypeOf = (name: string) => (name === 'onelogin' ? 'application/json' : 'application/scim+json');
    const handler = unmatchedHandler(routes, mediaTypeOf, { write: () => undefined });
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const result = await handler(gatewayEvent({ route: '$default', method: 'GET', path, headers }), lambdaContext());
    expect(result.headers).toMatchObject({ 'Content-Type': mediaType });
  });
});
