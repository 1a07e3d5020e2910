import { beforeAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../lib/routes.ts';
import { type CfnResource, type CfnTemplate, render, resourcesOf, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);
const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/rollcall-dev';
const secret = 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:rollcall/dev';
const folders = [
  'users',
  'groups',
  'search',
  'bulk',
  'discovery',
  'fallback',
  'sweep',
  'events',
  'admin',
  'journal',
  'expiry',
] as const;
type Folder = (typeof folders)[number];

let template: CfnTemplate;
beforeAll(() => {
  template = synthesize().api;
}, 60_000);

function functionOf(folder: Folder): readonly [string, CfnResource] {
  const found = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.FunctionName === `rollcall-dev-${folder}`,
  );
  if (found === undefined) throw new Error(`There is no function of lambdas/${folder}.`);
  return found;
}

/** `ForAllValues:StringLike dynamodb:LeadingKeys T#*`, for each pattern of a condition. */
function conditionsOf({ Condition = {} }: Statement): string {
  return Object.entries(Condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ` if ${operator} ${key} ${list(values).join(', ')}`),
    )
    .join('');
}

function statementsOf(folder: Folder): readonly Statement[] {
  const [, { Properties }] = functionOf(folder);
  const role = render(Properties.Role).replace(/^\$\{(.*)\.Arn\}$/, '$1');
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([, policy]) => list(policy.Properties.Roles).map(render).includes(`\${${role}}`))
    .flatMap(([, policy]) => (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

/** `action on resource`, for all that the function's role allows or denies. */
function permissionsOf(folder: Folder): readonly string[] {
  return statementsOf(folder)
    .flatMap((statement) =>
      list(statement.Action).flatMap((action) =>
        list(statement.Resource).map((resource) => {
          const effect = statement.Effect === 'Allow' ? '' : `${statement.Effect} `;
          return `${effect}${String(action)} on ${render(resource)}${conditionsOf(statement)}`;
        }),
      ),
    )
    .sort();
}

const ownLog = (folder: Folder): readonly string[] => {
  const logGroup = render((functionOf(folder)[1].Properties.LoggingConfig as { LogGroup: unknown }).LogGroup);
  const arn = logGroup.replace('}', '.Arn}');
  return [`logs:CreateLogStream on ${arn}`, `logs:PutLogEvents on ${arn}`];
};
const tokens = [
  `secretsmanager:GetSecretValue on ${secret}/tenants/*`,
  `secretsmanager:GetSecretValue on ${secret}/token-key-??????`,
];
const streamArn = '${SsmParameterValuerollcalldevtablestreamC96584B6F00A464EAD1953AFF4B05118Parameter}';
const cursors = [`secretsmanager:GetSecretValue on ${secret}/cursor-key-??????`];
const credentials = ['CreateSecret', 'DeleteSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
  (action) => `secretsmanager:${action} on ${secret}/tenants/*`,
);
const onKeys = (actions: readonly string[], ...patterns: readonly string[]) =>
  actions.map(
    (name) => `dynamodb:${name} on ${table} if ForAllValues:StringLike dynamodb:LeadingKeys ${patterns.join(', ')}`,
  );
const byMember = `dynamodb:Query on ${table}/index/byMember if ForAllValues:StringLike dynamodb:LeadingKeys T#*#Member#*`;
const itemActions = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];
const logKeys = ['T#*#Log#????-??', 'T#*#LogIndex#????-??'];
const readOnlyDirectory = [
  ...onKeys(['BatchGetItem', 'GetItem', 'Query'], 'T#*#*'),
  byMember,
  ...itemActions.map(
    (name) =>
      `Deny dynamodb:${name} on ${table} if ForAnyValue:StringLike dynamodb:LeadingKeys T#*#Audit#*, ${logKeys.join(', ')}`,
  ),
];
const directory = [...readOnlyDirectory, ...onKeys(['DeleteItem', 'PutItem', 'UpdateItem'], 'T#*#*')];
const noteTokenUse = onKeys(['UpdateItem'], 'T#*');
const deleteMembers = onKeys(['ConditionCheckItem'], 'T#*#*');
const deleteGroups = onKeys(['BatchWriteItem'], 'T#*#*');
const administration = [...onKeys(itemActions, 'T#*', 'Tenants', 'Audit#*'), byMember];

const stream = [
  ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => `dynamodb:${action} on ${streamArn}`),
  `dynamodb:ListStreams on ${table}/stream/*`,
];

/** Resources that are no one thing, each with the reason why AWS has no name for it when the template is made. */
const wildcards: readonly (readonly [RegExp, reason: string])[] = [
  [/^arn:[^*]*:secret:[^*?]*\/tenants\/\*$/, 'tenants are made while the system runs'],
  [/^arn:[^*]*:secret:[^*?]*-\?{6}$/, 'Secrets Manager ends each ARN with six characters of its own'],
  [/^arn:[^*]*:table\/[^*?]*\/stream\/\*$/, 'ListStreams is asked for all streams of a table'],
];

const undelivered = 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:rollcall-dev-undelivered-events';
const publishing = [
  'events:PutEvents on arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/rollcall-dev',
  `sqs:GetQueueUrl on ${undelivered}`,
  `sqs:SendMessage on ${undelivered}`,
];

const timeouts: Partial<Record<Folder, number>> = { bulk: 29, sweep: 120, events: 60, journal: 29, expiry: 300 };

describe('functions', () => {
  test('are one for each folder in lambdas/', () => {
    const names = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName);
    expect(names).toEqual(folders.map((folder) => `rollcall-dev-${folder}`));
  });

  test.each<[Folder, readonly string[]]>([
    ['users', [...directory, ...noteTokenUse, ...deleteMembers, ...tokens, ...cursors]],
    ['groups', [...directory, ...noteTokenUse, ...deleteMembers, ...deleteGroups, ...tokens, ...cursors]],
    ['search', [...readOnlyDirectory, ...tokens, ...cursors]],
    ['bulk', [...directory, ...noteTokenUse, ...deleteMembers, ...deleteGroups, ...tokens]],
    ['discovery', tokens],
    ['fallback', []],
    ['sweep', [...directory, ...deleteMembers, ...deleteGroups, ...stream]],
    ['events', [...stream, ...publishing]],
    ['admin', [...administration, ...tokens, ...cursors, ...credentials]],
    ['expiry', [...onKeys(['BatchGetItem', 'Query'], 'T#*', 'Tenants'), publishing[0] ?? '']],
    [
      'journal',
      [
        ...onKeys(['BatchGetItem', 'GetItem'], 'T#*'),
        ...onKeys(['BatchWriteItem'], ...logKeys),
        `secretsmanager:GetSecretValue on ${secret}/token-key-??????`,
      ],
    ],
  ])('%s may do exactly what it does', (folder, allowed) => {
    expect(permissionsOf(folder)).toEqual([...allowed, ...ownLog(folder)].sort());
  });

  test.each(folders)('%s is allowed no wildcard where AWS has a name', (folder) => {
    const allowing = statementsOf(folder).filter(({ Effect }) => Effect === 'Allow');
    const actions = allowing.flatMap(({ Action }) => list(Action).map(String));
    const resources = allowing.flatMap(({ Resource }) => list(Resource).map(render));
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const wild = resources.filter((resource) => /[*?]/.test(resource));
    expect(wild.filter((resource) => !wildcards.some(([pattern]) => pattern.test(resource)))).toEqual([]);
  });

  test('have roles without managed policies, and no role beside theirs', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role');
    expect(roles).toHaveLength(folders.length);
    for (const [, { Properties }] of roles) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(Properties).not.toHaveProperty('Policies');
      expect(Properties.AssumeRolePolicyDocument).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      });
    }
  });

  const logEnvironment = { STAGE: 'dev', LOG_LEVEL: 'info' };
  const tokenEnvironment = {
    ...logEnvironment,
    TENANT_SECRET_PREFIX: 'rollcall/dev/tenants/',
    TOKEN_KEY_SECRET: 'rollcall/dev/token-key',
  };

  const rateLimit = { TENANT_REQUESTS_PER_SECOND: '50', TENANT_REQUEST_BURST: '100' };
  const directoryEnvironment = {
    ...tokenEnvironment,
    TABLE_NAME: 'rollcall-dev',
    CURSOR_KEY_SECRET: 'rollcall/dev/cursor-key',
    ...rateLimit,
  };

  test.each<[Folder, Record<string, string>]>([
    ['users', directoryEnvironment],
    ['groups', directoryEnvironment],
    ['search', directoryEnvironment],
    ['bulk', { ...tokenEnvironment, TABLE_NAME: 'rollcall-dev', ...rateLimit, REQUEST_WEIGHT: '10' }],
    ['discovery', tokenEnvironment],
    ['sweep', { TABLE_NAME: 'rollcall-dev', SETTLED_SECONDS: '31' }],
    [
      'events',
      {
        EVENT_BUS: 'rollcall-dev',
        DEAD_LETTER_QUEUE: 'rollcall-dev-undelivered-events',
        PATIENCE_SECONDS: '43200',
      },
    ],
    ['fallback', { ...logEnvironment, ROUTES: JSON.stringify(routes.map(({ method, path }) => `${method} ${path}`)) }],
    ['admin', directoryEnvironment],
    ['expiry', { STAGE: 'dev', TABLE_NAME: 'rollcall-dev', EVENT_BUS: 'rollcall-dev' }],
    ['journal', { TABLE_NAME: 'rollcall-dev', TOKEN_KEY_SECRET: 'rollcall/dev/token-key' }],
  ])('%s is told what it needs, in literal values, and nothing else', (folder, variables) => {
    expect(functionOf(folder)[1].Properties.Environment).toEqual({ Variables: variables });
  });

  test.each(folders)('%s runs on Node 24 and arm64 within the limits of the API', (folder) => {
    expect(functionOf(folder)[1].Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 1024,
      Timeout: timeouts[folder] ?? 15,
      RecursiveLoop: 'Terminate',
    });
  });

  test.each(folders)('%s writes text lines to a log group that keeps them for 30 days', (folder) => {
    const { LogFormat, LogGroup } = functionOf(folder)[1].Properties.LoggingConfig as Record<string, unknown>;
    expect(LogFormat).toBe('Text');
    const logGroup = template.Resources[render(LogGroup).slice(2, -1)];
    expect(logGroup).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/lambda/rollcall-dev-${folder}`, RetentionInDays: 30 },
      DeletionPolicy: 'Delete',
    });
  });

  test.each(folders)('%s names its code where sam local looks for it', (folder) => {
    expect(functionOf(folder)[1].Metadata).toMatchObject({
      'aws:asset:path': expect.any(String),
      'aws:asset:property': 'Code',
    });
  });
});

describe('the stream of the table', () => {
  const mappingsTo = (folder: Folder) =>
    resourcesOf(template, 'AWS::Lambda::EventSourceMapping')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => render(FunctionName) === `\${${functionOf(folder)[0]}}`);

  // DynamoDB lets two readers read a shard without throttling them.
  test('has two readers and no more', () => {
    expect(resourcesOf(template, 'AWS::Lambda::EventSourceMapping')).toHaveLength(2);
  });

  test('calls the events at once, in order, and tells a queue of what it gives up', () => {
    expect(mappingsTo('events')).toEqual([
      {
        FunctionName: { Ref: functionOf('events')[0] },
        EventSourceArn: { Ref: streamArn.slice(2, -1) },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 0,
        ParallelizationFactor: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        // An hour more than PATIENCE_SECONDS; the stream keeps a record for eleven more.
        MaximumRecordAgeInSeconds: 13 * 60 * 60,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        FilterCriteria: { Filters: expect.any(Array) },
      },
    ]);
    const config = mappingsTo('events')[0]?.DestinationConfig as { OnFailure: { Destination: unknown } } | undefined;
    expect(render(config?.OnFailure.Destination)).toBe(undelivered);
  });

  test('calls the sweep, later than any function that answers requests can live', () => {
    expect(mappingsTo('sweep')).toEqual([
      {
        FunctionName: { Ref: functionOf('sweep')[0] },
        EventSourceArn: { Ref: streamArn.slice(2, -1) },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 1_000,
        MaximumBatchingWindowInSeconds: 60,
        ParallelizationFactor: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 100,
        MaximumRecordAgeInSeconds: 12 * 60 * 60,
        FilterCriteria: { Filters: [expect.anything(), expect.anything()] },
      },
    ]);
    // Those that change directories, or answer.
    const others = folders.filter((folder) => !['sweep', 'events', 'expiry'].includes(folder));
    for (const folder of others) expect(functionOf(folder)[1].Properties.Timeout).toBeLessThan(31);
  });

  test('calls it for committed changes of many memberships and for deleted resources alone', () => {
    const [criteria] = mappingsTo('sweep').map(
      ({ FilterCriteria }) => FilterCriteria as { readonly Filters: readonly { readonly Pattern: string }[] },
    );
    expect(criteria?.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
      { dynamodb: { NewImage: { change: { M: { next: { N: ['0'] } } } } } },
      {
        eventName: ['REMOVE'],
        dynamodb: { OldImage: { version: { N: [{ exists: true }] }, ttl: { N: [{ exists: false }] } } },
      },
    ]);
  });
});

describe('the provisioning log', () => {
  const subscriptions = () =>
    resourcesOf(template, 'AWS::Logs::SubscriptionFilter').map(([, { Properties }]) => Properties);

  test('is told by the log of each function that answers identity providers, of those lines alone', () => {
    const [journal] = functionOf('journal');
    const logGroups = (['users', 'groups', 'search', 'bulk', 'discovery'] as const).map((folder) =>
      render((functionOf(folder)[1].Properties.LoggingConfig as { LogGroup: unknown }).LogGroup),
    );
    expect(subscriptions().map(({ LogGroupName }) => render(LogGroupName))).toEqual(logGroups);
    for (const { DestinationArn, FilterPattern } of subscriptions()) {
      expect([render(DestinationArn), FilterPattern]).toEqual([`\${${journal}.Arn}`, '"\\"journal\\":"']);
    }
  });

  test('is called by the logs of this deployment alone', () => {
    const [id] = functionOf('journal');
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => render(FunctionName) === `\${${id}.Arn}`);
    expect(permissions).toHaveLength(5);
    for (const { Principal, SourceArn } of permissions) {
      expect([Principal, render(SourceArn)]).toEqual([
        'logs.amazonaws.com',
        expect.stringMatching(/^\$\{\w+Logs\w+\.Arn\}$/),
      ]);
    }
  });
});

describe('API', () => {
  /** Folder of the function behind a route. */
  function behind(route: CfnResource): string {
    const integration = template.Resources[render(route.Properties.Target).replace(/^integrations\/\$\{(.*)\}$/, '$1')];
    expect(integration?.Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    const id = render(integration?.Properties.IntegrationUri).replace(/^\$\{(.*)\.Arn\}$/, '$1');
    return String(template.Resources[id]?.Properties.FunctionName).replace('rollcall-dev-', '');
  }

  test('has every route of the list and the default, each to its function, and no other', () => {
    const found = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
      ([, route]) => `${String(route.Properties.RouteKey)} -> ${behind(route)}`,
    );
    const expected = routes.map(
      ({ method, path, handledBy }) => `${method} /provisioning/{provider}/v2${path} -> ${handledBy}`,
    );
    const operators = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(
      (method) => `${method} /operator/v1/{proxy+} -> admin`,
    );
    expect(found.sort()).toEqual([...expected, ...operators, '$default -> fallback'].sort());
  });

  test('lets IAM principals alone into the admin API, leaves the rest to the functions, and other origins outside', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::ApiGatewayV2::Route')) {
      const isAdmin = String(Properties.RouteKey).includes(' /operator/');
      expect(Properties.AuthorizationType).toBe(isAdmin ? 'AWS_IAM' : 'NONE');
    }
    const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
    expect(api?.[1].Properties).toEqual({ Name: 'rollcall-dev', ProtocolType: 'HTTP' });
  });

  test.each<[Folder, string]>([
    ['users', '/*/*/*'],
    ['groups', '/*/*/*'],
    ['search', '/*/*/*'],
    ['bulk', '/*/*/*'],
    ['discovery', '/*/*/*'],
    ['admin', '/*/*/*'],
    // The default route has no path: with a third segment the gateway could not call it.
    ['fallback', '/*/*'],
  ])('alone may call %s', (folder, routesOfApi) => {
    const [id] = functionOf(folder);
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => render(FunctionName) === `\${${id}.Arn}`);
    const [apiId] = resourcesOf(template, 'AWS::ApiGatewayV2::Api').map(([logicalId]) => logicalId);
    expect(permissions.map(({ Principal, SourceArn }) => [Principal, render(SourceArn)])).toEqual([
      [
        'apigateway.amazonaws.com',
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${apiId}}${routesOfApi}`,
      ],
    ]);
  });

  test('has one stage at the origin, throttled', () => {
    const stages = resourcesOf(template, 'AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 },
    });
  });

  test('lets less through to what costs much, each limit on a route that is there before it', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage').map(([, resource]) => resource);
    const limits = stage?.Properties.RouteSettings as Readonly<Record<string, unknown>>;
    const limit = (rate: number, burst: number) => ({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst });
    expect(limits).toEqual({
      'POST /provisioning/{provider}/v2/Bulk': limit(50, 100),
      'GET /provisioning/{provider}/v2': limit(250, 500),
      'POST /provisioning/{provider}/v2/.search': limit(250, 500),
      ...Object.fromEntries(
        ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [`${method} /operator/v1/{proxy+}`, limit(10, 20)]),
      ),
    });
    const first = (stage as { readonly DependsOn?: readonly string[] }).DependsOn ?? [];
    const keys = first.map((id) => template.Resources[id]?.Properties.RouteKey);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(limits)));
  });

  test('lets through and keeps logs as its stage says', () => {
    const { api } = synthesize({
      settings: {
        logRetentionDays: 90,
        throttle: { requestsPerSecond: 400, burst: 600, routes: { users: { requestsPerSecond: 300 } } },
      },
    });
    const [stage] = resourcesOf(api, 'AWS::ApiGatewayV2::Stage').map(([, { Properties }]) => Properties);
    expect(stage).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 400, ThrottlingBurstLimit: 600 },
      RouteSettings: {
        'GET /provisioning/{provider}/v2/Users/{id}': { ThrottlingRateLimit: 300, ThrottlingBurstLimit: 1_000 },
      },
    });
    const days = resourcesOf(api, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays);
    expect(new Set(days)).toEqual(new Set([90]));
  });

  test('logs each access as JSON without a header, path or query', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    const { DestinationArn, Format } = (stage?.[1].Properties.AccessLogSettings ?? {}) as Record<string, unknown>;
    expect(template.Resources[render(DestinationArn).slice(2, -'.Arn}'.length)]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/vendedlogs/rollcall-dev/access', RetentionInDays: 30 },
    });
    const fields = Object.values(JSON.parse(String(Format)) as Record<string, string>);
    expect(fields).toEqual(expect.arrayContaining(['$context.requestId', '$context.routeKey', '$context.status']));
    expect(fields.filter((field) => /authorizer|header|path|query|userAgent/i.test(field))).toEqual([]);
  });

  test('has the name of its domain where no distribution has it, by TLS 1.2 at least, and no other', () => {
    const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
    const { api } = synthesize({
      settings: { region: 'eu-central-1', domain: { name: 'scim.example.com', certificateArn } },
    });
    const of = (type: string) => resourcesOf(api, `AWS::ApiGatewayV2::${type}`).map(([, { Properties }]) => Properties);
    expect(of('DomainName')).toEqual([
      {
        DomainName: 'scim.example.com',
        DomainNameConfigurations: [
          { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      },
    ]);
    expect(of('ApiMapping')).toHaveLength(1);
    expect(of('Api')).toMatchObject([{ DisableExecuteApiEndpoint: true }]);
    expect(api.Outputs.ApiUrl?.Value).toBe('https://scim.example.com');
  });

  test('says its origin', () => {
    expect(render(template.Outputs.ApiUrl?.Value)).toMatch(/^\$\{\w+\.ApiEndpoint\}$/);
    expect(template.Outputs.ApiUrl?.Description).toMatch(/^Origin of every base URL,/);
  });

  test('says its release, which the changelog knows or is still to be made', () => {
    expect(template.Outputs.Release?.Value).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('template', () => {
  test('needs no other stack to be resolved', () => {
    expect(JSON.stringify(template)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|Fn::Transform|AWS::Include/);
  });

  test('allows nothing on every resource, and no Scan', () => {
    const text = JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy'));
    expect(text).not.toContain('"Resource":"*"');
    expect(text).not.toContain(':*"');
    expect(text).not.toContain('dynamodb:Scan');
  });

  test('makes nothing that has a state', () => {
    const kept = Object.values(template.Resources).filter(
      ({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete',
    );
    expect(kept).toEqual([]);
    expect(resourcesOf(template, 'AWS::SecretsManager::Secret')).toEqual([]);
    expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
  });
});
