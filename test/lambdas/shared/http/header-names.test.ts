import { describe, expect, test } from '@jest/globals';
import { scimPipeline } from '#http/pipeline.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { noContent } from '#http/scim-response.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

describe('header names', () => {
  test('are read in any case, as sam local leaves them as they were sent', async () => {
    let seen: ScimRequest | undefined;
    const handler = scimPipeline({
      findProvider: (name) => name,
      authenticate: async (authorization) =>
        authorization === 'Bearer good' ? { tenant: 'acme', tokenId: 't1' } : undefined,
      routes: {
        'GET /Users': async (request) => {
          seen = request;
          return noContent();
        },
      },
      write: () => undefined,
    });
    const event = {
      ...gatewayEvent({ route: 'GET /Users' }),
      headers: {
        Authorization: 'Bearer good',
        'If-None-Match': 'W/"1"',
        'X-Forwarded-Proto': 'http',
        'X-Forwarded-Port': '3000',
      },
    };
    const { statusCode } = await handler(event, lambdaContext());
    expect(statusCode).toBe(204);
    expect(seen?.headers['if-none-match']).toBe('W/"1"');
    expect(seen?.baseUrl).toBe('http://scim.example.com:3000/provisioning/generic/v2');
  });
});
