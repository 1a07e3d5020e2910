/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { addAdminRoutes } from './admin-routes.ts';
import { Canary } from './canary.ts';
import { ChangeEventSource } from './change-event-source.ts';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { bulkWeight } from './config/room-for-others.ts';
import { edgeEnvironment, isNamedByDistribution } from './edge-environment.ts';
import { EventSchemas } from './event-schemas.ts';
import { ExpirySchedule } from './expiry-schedule.ts';
import { JournalSource } from './journal-source.ts';
import {
  administrationPermissions,
  credentialPermissions,
  cursorPermissions,
  directoryPermissions,
  directoryReadPermissions,
  eventDeadLetterQueueArn,
  expiryPermissions,
  groupDeletionPermissions,
  journalPermissions,
  memberDeletionPermissions,
  publishPermissions,
  setAsidePermissions,
  streamPermissions,
  tokenPermissions,
  tokenUsePermissions,
} from './permissions.ts';
import { release } from './release.ts';
import { type RoutedFunction, routesWith } from './routes.ts';
import type { SchemaFile } from './schema-file.ts';
import { ScimApi } from './scim-api.ts';
import { ScimFunction } from './scim-function.ts';
import { SweepSource } from './sweep-source.ts';
import { Watch } from './watch/watch.ts';

/** An HTTP API waits for 30 seconds and no longer. */
const longestAnswer = Duration.seconds(29);

/** How long an event that the bus does not take holds back those behind it, before it is set aside. */
const eventPatience = Duration.hours(12);

export interface ApiStackProps extends StackProps {
  readonly stage: ConfiguredStage;
  readonly schemas: SchemaFile;
  /** See `CanaryProps`. */
  readonly despiteAlarms?: boolean;
}

/** What can be thrown away and made again: the API and its functions. It knows the data stack's resources by name. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { stage, schemas, despiteAlarms = false, ...props }: ApiStackProps) {
    super(scope, id, { description: `Rollcall ${stage.name}: SCIM API and functions`, ...props });
    const routes = routesWith(schemas.endpoints);
    const tokens = tokenPermissions(this, stage);
    const cursors = cursorPermissions(this, stage);
    const changes = [...directoryPermissions(this, stage), ...tokenUsePermissions(this, stage), ...tokens];
    const deleteMembers = memberDeletionPermissions(this, stage);
    const deleteGroups = groupDeletionPermissions(this, stage);
    const logEnvironment = { STAGE: stage.name, LOG_LEVEL: stage.settings.logLevel };
    const tokenEnvironment = {
      ...logEnvironment,
      ...edgeEnvironment(stage),
      TENANT_SECRET_PREFIX: stage.tenantSecretPrefix,
      TOKEN_KEY_SECRET: stage.tokenKeySecret,
    };
    const tableEnvironment = { ...tokenEnvironment, TABLE_NAME: stage.tableName };
    const listEnvironment = { ...tableEnvironment, CURSOR_KEY_SECRET: stage.cursorKeySecret };
    const ownKey: Record<string, string> = stage.settings.customerManagedKey
      ? { TENANT_SECRET_KEY: stage.keyAlias }
      : {};
    // What one tenant may send (docs/adr/0190-tenant-rate-limit.md).
    const { requestsPerSecond, burst } = stage.settings.tenantRateLimit;
    const rateLimit = { TENANT_REQUESTS_PER_SECOND: String(requestsPerSecond), TENANT_REQUEST_BURST: String(burst) };
    const bulkEnvironment = { ...tableEnvironment, ...rateLimit, REQUEST_WEIGHT: String(bulkWeight) };
    const directoryEnvironment = { ...listEnvironment, ...rateLimit };
    const adminEnvironment = { ...directoryEnvironment, ...ownKey };

    const users = new ScimFunction(this, 'Users', {
      stage,
      schemas,
      folder: 'users',
      description: 'SCIM /Users and /Me',
      environment: directoryEnvironment,
      permissions: [...changes, ...cursors, ...deleteMembers],
    });
    const groups = new ScimFunction(this, 'Groups', {
      stage,
      schemas,
      folder: 'groups',
      description: 'SCIM /Groups',
      environment: directoryEnvironment,
      permissions: [...changes, ...cursors, ...deleteMembers, ...deleteGroups],
    });
    // A function of its own, so that what reads all types at once can write none of them.
    const search = new ScimFunction(this, 'Search', {
      stage,
      schemas,
      folder: 'search',
      description: 'SCIM queries over all resource types',
      environment: directoryEnvironment,
      permissions: [...directoryReadPermissions(this, stage), ...tokens, ...cursors],
    });
    const bulk = new ScimFunction(this, 'Bulk', {
      stage,
      schemas,
      folder: 'bulk',
      description: 'SCIM /Bulk',
      environment: bulkEnvironment,
      permissions: [...changes, ...deleteMembers, ...deleteGroups],
      timeout: longestAnswer,
    });
    const discovery = new ScimFunction(this, 'Discovery', {
      stage,
      schemas,
      folder: 'discovery',
      description: 'SCIM /ServiceProviderConfig, /ResourceTypes and /Schemas',
      environment: tokenEnvironment,
      permissions: tokens,
    });
    const fallback = new ScimFunction(this, 'Fallback', {
      stage,
      schemas,
      folder: 'fallback',
      description: 'SCIM errors for requests that no route takes',
      environment: { ...logEnvironment, ROUTES: JSON.stringify(routes.map(({ method, path }) => `${method} ${path}`)) },
      permissions: [],
    });

    const streamArn = StringParameter.valueForStringParameter(this, stage.streamParameter);
    const sweep = new ScimFunction(this, 'Sweep', {
      stage,
      schemas,
      folder: 'sweep',
      description: 'Finishes what a function that died has left',
      environment: {
        TABLE_NAME: stage.tableName,
        // The stream tells the time of a record in whole seconds.
        SETTLED_SECONDS: String(longestAnswer.toSeconds() + 2),
      },
      permissions: [
        ...directoryPermissions(this, stage),
        ...deleteMembers,
        ...deleteGroups,
        ...streamPermissions(this, stage, streamArn),
      ],
      // It may wait until the functions that wrote its records have ended.
      timeout: Duration.minutes(2),
    });
    new SweepSource(this, 'SweepSource', { target: sweep.function, streamArn });
    const events = new ScimFunction(this, 'Events', {
      stage,
      schemas,
      folder: 'events',
      description: 'Puts what was committed on the event bus',
      environment: {
        EVENT_BUS: stage.eventBus,
        DEAD_LETTER_QUEUE: stage.eventDeadLetterQueue,
        PATIENCE_SECONDS: String(eventPatience.toSeconds()),
      },
      permissions: [
        ...streamPermissions(this, stage, streamArn),
        ...publishPermissions(this, stage),
        ...setAsidePermissions(this, stage),
      ],
      timeout: Duration.minutes(1),
    });
    new ChangeEventSource(this, 'ChangeEventSource', {
      target: events.function,
      streamArn,
      deadLetterQueueArn: eventDeadLetterQueueArn(this, stage),
      patience: eventPatience,
    });
    new EventSchemas(this, 'EventSchemas', { stage, resourceTypes: schemas.resourceTypes });

    const admin = new ScimFunction(this, 'Admin', {
      stage,
      schemas,
      folder: 'admin',
      description: 'Admin API: tenants, connections, tokens',
      environment: adminEnvironment,
      permissions: [
        ...administrationPermissions(this, stage),
        ...tokens,
        ...cursors,
        ...credentialPermissions(this, stage),
      ],
    });

    const journal = new ScimFunction(this, 'Journal', {
      stage,
      schemas,
      folder: 'journal',
      description: 'Provisioning log: what identity providers did',
      environment: { TABLE_NAME: stage.tableName, TOKEN_KEY_SECRET: stage.tokenKeySecret },
      permissions: journalPermissions(this, stage),
      // Nobody waits for it: it may go on trying while the table is busy.
      timeout: longestAnswer,
    });

    const expiry = new ScimFunction(this, 'Expiry', {
      stage,
      schemas,
      folder: 'expiry',
      description: 'Announces tokens that end soon',
      environment: { STAGE: stage.name, TABLE_NAME: stage.tableName, EVENT_BUS: stage.eventBus },
      permissions: [...expiryPermissions(this, stage), ...publishPermissions(this, stage)],
      // It looks at all tenants, and nobody waits for it.
      timeout: Duration.minutes(5),
    });
    new ExpirySchedule(this, 'ExpirySchedule', { target: expiry.function });

    const routed = new Map<RoutedFunction, ScimFunction>([
      ['users', users],
      ['groups', groups],
      ['search', search],
      ['bulk', bulk],
      ['discovery', discovery],
    ]);
    if (schemas.endpoints.length > 0) {
      const resources = new ScimFunction(this, 'Resources', {
        stage,
        schemas,
        folder: 'resources',
        description: `SCIM ${schemas.endpoints.join(', ')}`.slice(0, 256),
        environment: directoryEnvironment,
        permissions: [...changes, ...cursors],
      });
      routed.set('resources', resources);
    }
    const logGroups = Object.fromEntries([...routed].map(([name, { logGroup }]) => [name, logGroup]));
    new JournalSource(this, 'JournalSource', { target: journal.function, logGroups });

    const api = new ScimApi(this, 'Api', {
      stage,
      routes,
      handlers: new Map([...routed].map(([name, { target }]) => [name, target])),
      fallback: fallback.target,
    });
    api.throttle(addAdminRoutes(api.api, admin.target), stage.settings.throttle.routes.admin);
    api.permitFirst();
    new StringParameter(this, 'ApiParameter', {
      parameterName: stage.apiParameter,
      description: 'Id of the HTTP API.',
      stringValue: api.api.apiId,
    });
    new StringParameter(this, 'AdminFunctionParameter', {
      parameterName: stage.adminFunctionParameter,
      description: 'ARN of the function, or of the alias of it, that answers the admin API.',
      stringValue: admin.target.functionArn,
    });

    const answering = new Map<string, ScimFunction>([...routed, ['fallback', fallback], ['admin', admin]]);
    const tried = [...answering].flatMap(([folder, { live }]) =>
      stage.settings.canary && live !== undefined ? [[folder, live] as const] : [],
    );
    const { rollbackAlarms: alarms } = new Watch(this, 'Watch', {
      stage,
      apiId: api.api.apiId,
      answering: [...answering.keys()],
      reading: ['sweep', 'events'],
      background: ['sweep', 'events', 'journal', 'expiry'],
      newVersions: new Map(tried.map(([folder, { version }]) => [folder, version.version])),
    });
    if (tried.length > 0) new Canary(this, 'Canary', { stage, aliases: new Map(tried), alarms, despiteAlarms });
    new CfnOutput(this, 'Release', { value: release, description: 'Version of Rollcall (CHANGELOG.md)' });
    new CfnOutput(this, 'ApiUrl', {
      value: api.origin,
      description: isNamedByDistribution(stage.settings)
        ? 'Where operators reach the admin API; base URLs begin with the domain of the distribution'
        : 'Origin of every base URL, and where operators reach the admin API',
    });
  }
}
