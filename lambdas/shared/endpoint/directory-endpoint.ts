/** The Lambda handler of routes over the directory: clients and caches are made once for each execution environment. */
import { type PipelineOptions, type ScimHandler, scimPipeline } from '#http/pipeline.ts';
import type { RouteTable } from '#http/route.ts';
import type { RequestNotes, ScimRequest } from '#http/scim-request.ts';
import { withSwitches } from '#scim/interoperability.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { findProvider, profileOf } from '#service/providers.ts';
import { createDynamoDbClient, withoutRetries } from '#storage/dynamodb/client.ts';
import { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { addRequests } from '#storage/dynamodb/tenancy/add-requests.ts';
import { noteSkipped, noteUse } from '#storage/dynamodb/tenancy/note-use.ts';
import { environmentAuthenticator } from './authenticator.ts';
import { backOffUntil } from './back-off.ts';
import { environmentCursors } from './cursors.ts';
import type { Directory, OpenDirectory } from './directory.ts';
import {
  configuredOrigin,
  environmentVariable,
  originSecret,
  requestLogSettings,
  requestWeight,
  tenantRateLimit,
} from './environment.ts';
import { JournalSeal } from './journal-seal.ts';
import { type AddRequests, RateLimiter } from './rate-limiter.ts';
import { useNoter } from './token-use.ts';

export interface DirectoryEndpointOptions extends Pick<PipelineOptions, 'maxPayloadSize'> {
  /** Whether the function writes nothing at all, not even when a token was used. */
  readonly readOnly?: boolean;
}

/** Answers the routes that `routesOver` makes, in the directory of the tenant whose token is sent. */
export function directoryEndpoint(
  routesOver: (open: OpenDirectory) => RouteTable,
  { readOnly = false, ...limits }: DirectoryEndpointOptions = {},
): ScimHandler {
  const client = createDynamoDbClient();
  const tableName = environmentVariable('TABLE_NAME');
  const limit = tenantRateLimit();
  const weight = requestWeight();
  const limiter = new RateLimiter(requestAdder({ client, tableName, readOnly }));
  const journal = new JournalSeal();
  return scimPipeline({
    ...limits,
    ...requestLogSettings(),
    findProvider,
    mediaTypeOf: (provider) => profileOf(provider).mediaType,
    admit: ({ tenant, rateLimit = limit }) => limiter.admit(tenant, rateLimit, Date.now(), weight),
    authenticate: environmentAuthenticator((key) => journal.useSecret(key)),
    sealForJournal: journal.seal,
    origin: configuredOrigin(),
    originSecret: originSecret(),
    routes: routesOver(directoryOpener({ client, tableName, readOnly }, limiter)),
  });
}

type Client = ReturnType<typeof createDynamoDbClient>;

interface DirectoryTable {
  readonly client: Client;
  readonly tableName: string;
  readonly readOnly: boolean;
}

/** What writes nothing keeps no sum: each of its environments limits what it sees. */
function requestAdder({ client, tableName, readOnly }: DirectoryTable): AddRequests {
  if (readOnly) return async () => undefined;
  let once: Client | undefined;
  return (tenant, count) => {
    once ??= withoutRetries(client);
    return addRequests({ client: once, tableName }, tenant, count);
  };
}

/** Opens the caller's directory with the one DynamoDB client of this environment, and meters its use. */
function directoryOpener({ client, tableName, readOnly }: DirectoryTable, limiter: RateLimiter): OpenDirectory {
  const cursorsOf = environmentCursors();
  const noteTokenUse = useNoter(({ caller: { tenant, tokenId }, provider, at, deadline }) =>
    noteUse({ client, tableName, meter: new Meter(), deadline }, { tenant, provider, tokenId, at }),
  );
  return (request: ScimRequest): Directory => {
    const { caller, provider, baseUrl, at, deadline } = request;
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
    const share = limiter.share(caller.tenant, Date.now());
    if (readOnly) return { context, cost: () => meter.report(), beside: share };
    const beside = Promise.all([noteTokenUse(request), share]).then(() => undefined);
    const showSkipped = ({ skippedMembers, skippedMemberCount }: RequestNotes) =>
      noteSkipped(
        { client, tableName, meter: new Meter(), deadline },
        { tenant: caller.tenant, provider },
        { at, count: skippedMemberCount, ids: skippedMembers },
      ).catch(() => {});
    return { context, cost: () => meter.report(), beside, showSkipped };
  };
}
