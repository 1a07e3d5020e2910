import { expect, test } from '@jest/globals';
import { cameThrough } from '#http/origin-secret.ts';
import { scimPipeline } from '#http/pipeline.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

test.each([
  ['the secret', { 'x-origin-secret': 'secret' }, true],
  ['another one', { 'x-origin-secret': 'Secret' }, false],
  ['a longer one', { 'x-origin-secret': 'secrets' }, false],
  ['none', {}, false],
])('a request with %s came through the distribution: %j is %s', (_, headers, isWelcome) => {
  expect(cameThrough('secret')(headers)).toBe(isWelcome);
});

test.each([undefined, ''])('every way is as good where the secret is %j', (secret) => {
  expect(cameThrough(secret)({})).toBe(true);
});

test('what went around the distribution is 403 before its token is looked at', async () => {
  let asked = 0;
  const handler = scimPipeline({
    stage: 'test',
    level: 'error',
    findProvider: () => 'generic',
    authenticate: async () => {
      asked += 1;
      return undefined;
    },
    routes: {},
    originSecret: 'secret',
    write: () => undefined,
  });
  const event = (headers: Record<string, string>) =>
    gatewayEvent({ route: 'GET /Users', headers: { authorization: 'Bearer x', ...headers } });
  const around = await handler(event({}), lambdaContext());
  expect([around.statusCode, asked]).toEqual([403, 0]);
  expect(JSON.parse(around.body ?? '')).toMatchObject({ status: '403', detail: expect.stringContaining('base URL') });
  const through = await handler(event({ 'X-Origin-Secret': 'secret' }), lambdaContext());
  expect([through.statusCode, asked]).toEqual([401, 1]);
});
