/** The Lambda handler of routes over the directory: clients and caches are made once for each execution environment. */
import { type PipelineOptions, type ScimHandler, scimPipeline } from '#http/pipeline.ts';
import type { RouteTable } from '#http/route.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { withSwitches } from '#scim/interoperability.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { environmentAuthenticator } from './authenticator.ts';
import { backOffUntil } from './back-off.ts';
import { environmentCursors } from './cursors.ts';
import type { Directory, OpenDirectory } from './directory.ts';
import { configuredOrigin, environmentVariable } from './environment.ts';

/** Answers the routes that `routesOver` makes, in the directory of the tenant whose token is sent. */
export function directoryEndpoint(
  routesOver: (open: OpenDirectory) => RouteTable,
  limits: Pick<PipelineOptions, 'maxPayloadSize'> = {},
): ScimHandler {
  return scimPipeline({
    ...limits,
    findProvider,
    mediaTypeOf: (provider) => profileOf(provider).mediaType,
    authenticate: environmentAuthenticator(),
    origin: configuredOrigin(),
    routes: routesOver(directoryOpener()),
  });
}

/** Opens the caller's directory with the one DynamoDB client of this environment, and meters its use. */
function directoryOpener(): OpenDirectory {
  const client = createDynamoDbClient();
  const tableName = environmentVariable('TABLE_NAME');
  const cursorsOf = environmentCursors();
  return ({ caller, provider, baseUrl, at, deadline }: ScimRequest): Directory => {
    const meter = new Meter();
    const store = new DynamoDbStore({
      client,
      tableName,
      tenant: caller.tenant,
      meter,
      deadline,
      memberTypes: [userType, groupType],
    });
    const cursors = cursorsOf(caller.tenant);
    const interoperability = withSwitches(profileOf(provider), caller.switches);
    const context = { store, cursors, interoperability, baseUrl, at, backOff: backOffUntil(deadline) };
    return { context, cost: () => meter.report() };
  };
}
