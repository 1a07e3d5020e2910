/** A handler over a directory in memory: all that a function is but for AWS, for tests at the border. */

import type { OpenDirectory } from '#endpoint/directory.ts';
import { scimPipeline } from '#http/pipeline.ts';
import type { WriteLine } from '#http/request-log.ts';
import type { RouteTable } from '#http/route.ts';
import type { Caller } from '#http/scim-request.ts';
import { withSwitches } from '#scim/interoperability.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { testCursors } from './cursors.ts';
import { at } from './directory.ts';
import { type EventTraits, gatewayEvent, lambdaContext } from './gateway-event.ts';

export const baseUrl = 'https://scim.example.com/provisioning/generic/v2';

export interface EndpointAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: Record<string, unknown>;
}

export type SendTo = (route: string, traits?: Omit<EventTraits, 'route'>) => Promise<EndpointAnswer>;

/** Sends requests, as `caller`, to the routes that `routesOver` makes over `store`. */
export function memoryEndpoint(
  store: ResourceStore,
  routesOver: (open: OpenDirectory) => RouteTable,
  caller: Caller = { tenant: 'acme', tokenId: 't1' },
  now: () => string = () => at,
  write: WriteLine = () => undefined,
): SendTo {
  const cursors = testCursors(caller.tenant);
  const handler = scimPipeline({
    findProvider,
    mediaTypeOf: (provider) => profileOf(provider).mediaType,
    authenticate: async () => caller,
    routes: routesOver(({ provider, baseUrl }) => {
      const interoperability = withSwitches(profileOf(provider), caller.switches);
      const context = { store, cursors, interoperability, baseUrl, at: now(), backOff: async () => true };
      return { context, cost: () => ({}) };
    }),
    write,
  });
  return async (route, traits = {}) => {
    const { statusCode, headers = {}, body } = await handler(gatewayEvent({ ...traits, route }), lambdaContext());
    return { status: statusCode, headers, json: JSON.parse(body ?? '{}') as Record<string, unknown> };
  };
}
