/** The settings of a stage: what each accepts, and what it is when `rollcall.config.ts` does not say. */
import * as z from 'zod';
import { functionFolders, unroutedFolders } from './function-folders.ts';
import { narrowRoutes } from './room-for-others.ts';
import { flag, group, oneOf, text, whole } from './rules.ts';

export const defaultSchemaFile = 'schemas.json';

/** For how many days CloudWatch can keep a log. */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Requests that API Gateway lets through to a route, from all tenants together. */
function limit(requestsPerSecond: number, burst: number) {
  return group({
    requestsPerSecond: whole(1, 10_000).default(requestsPerSecond),
    burst: whole(1, 5_000).default(burst),
  });
}

const functionSettings = group({
  /** Execution environments that are kept warm, and paid for while they are. */
  provisionedConcurrency: whole(1, 1_000).optional(),
  /** Execution environments it has at most; taken from those that the account has. */
  reservedConcurrency: whole(1, 10_000).optional(),
});

const settings = group({
  /** The account and the region to deploy to; those of the credentials when they are not said. */
  account: text(/^\d{12}$/, 'the 12 digits of an AWS account').optional(),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as "eu-central-1"').optional(),

  /** A domain of one's own in front of everything, and its certificate in AWS Certificate Manager. */
  domain: group({
    name: text(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name in small letters'),
    certificateArn: text(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/,
      'the ARN of a certificate in AWS Certificate Manager',
    ),
  }).optional(),
  /** The web application for administrators, behind CloudFront. */
  console: flag().default(false),
  /** AWS WAF, on the CloudFront distribution in front of console and API; needs a domain. */
  waf: flag().default(false),
  /** CloudFront sends a secret with each request; `required`: functions answer nothing without it. */
  originSecret: oneOf(['off', 'sent', 'required']).default('off'),

  /**
   * What the API lets through before a function is asked. Its 429 is no SCIM error, so tenants should meet theirs first:
   * by default there is room on each route for ten of them at their limit, and for five where all types are searched.
   */
  throttle: group({
    requestsPerSecond: whole(1, 10_000).default(500),
    burst: whole(1, 5_000).default(1_000),
    /** Routes with a limit of their own, by the function behind them. It holds for each route by itself. */
    routes: group({
      bulk: limit(50, 100).prefault({}),
      search: limit(250, 500).prefault({}),
      /** Of operators alone: the console's route is made after the stage that would have its limit. */
      admin: limit(10, 20).prefault({}),
      users: limit(500, 1_000).optional(),
      groups: limit(500, 1_000).optional(),
      resources: limit(500, 1_000).optional(),
      discovery: limit(500, 1_000).optional(),
    }).prefault({}),
  }).prefault({}),
  /** What one tenant may send before it is answered with 429 and `Retry-After`. An identity provider needs 25 a second. */
  tenantRateLimit: group({
    requestsPerSecond: whole(25, 5_000).default(50),
    burst: whole(25, 2_500).default(100),
  }).prefault({}),
  /** By the function's folder in `lambdas/`. */
  functions: z
    .partialRecord(oneOf(functionFolders), functionSettings, `an object of ${functionFolders.join(', ')}`)
    .prefault({}),

  logLevel: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
  logRetentionDays: oneOf(retentionDays).default(30),
  /** AWS X-Ray. */
  tracing: flag().default(false),
  /** Who is told of alarms. */
  alarmTargets: z
    .array(
      text(
        /^([^\s@:]+@[^\s@:]+\.[^\s@:]+|arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:\S+)$/,
        'an e-mail address or the ARN of an SNS topic',
      ),
      { error: 'a list of e-mail addresses and ARNs of SNS topics' },
    )
    .default([]),
  /** A new version of a function gets a part of the requests first, and is taken back when an alarm goes off. */
  canary: flag().default(false),

  /** What becomes of table, secrets and keys when the stage is destroyed. `destroy` also ends deletion protection. */
  removalPolicy: oneOf(['retain', 'destroy']).default('retain'),
  /** One KMS key of the account for table, secrets, undelivered events and logs; without it AWS's own keys, which cost nothing. */
  customerManagedKey: flag().default(false),
  /** How far back the table can be restored to any second. */
  pointInTimeRecoveryDays: whole(1, 35).default(35),
  /** A table that was restored from a backup, in place of the stage's own (docs/backup-and-restore.md). */
  restoredTable: text(/^[a-zA-Z0-9_.-]{3,255}$/, 'the name of a DynamoDB table').optional(),
  /** The file with schemas and resource types of one's own (docs/custom-schemas.md), below the repository's root. */
  schemas: text(/\.json$/, 'the path of a JSON file').default(defaultSchemaFile),
});

/** Whether a CloudFront distribution stands before the API: an HTTP API takes no WAF, and a console needs a host. */
export function hasDistribution({ console, waf }: { readonly console: boolean; readonly waf: boolean }): boolean {
  return console || waf;
}

/** Of what a stage can say, each thing's name. */
export const settingNames: readonly string[] = Object.keys(settings.shape);

export const stageSettings = settings.superRefine((stage, context) => {
  for (const { setting, message } of contradictionsOf(stage)) {
    context.addIssue({ code: 'custom', path: setting.split('.'), message });
  }
});

/** All settings of a stage, each with its value. */
export type StageSettings = Readonly<z.output<typeof settings>>;
/** Requests to one route that get through to its function, from all tenants together. */
export type RequestLimit = Readonly<z.output<ReturnType<typeof limit>>>;
/** What `rollcall.config.ts` says of a stage. */
export type StageSettingsInput = Readonly<z.input<typeof settings>>;

export interface Contradiction {
  readonly setting: string;
  readonly message: string;
}

function* contradictionsOf(stage: StageSettings): Iterable<Contradiction> {
  const { customerManagedKey, domain, functions, originSecret, region, waf } = stage;
  if (customerManagedKey && region === undefined) {
    yield { setting: 'region', message: 'set where customerManagedKey is on: the table has to name its key there' };
  }
  const isDistributed = hasDistribution(stage);
  if (waf && domain === undefined) {
    const message =
      'false without a domain: base URLs would begin with the API’s own name, which is not behind the firewall';
    yield { setting: 'waf', message };
  }
  if (originSecret !== 'off' && !isDistributed) {
    yield { setting: 'originSecret', message: '"off" where neither console nor waf is on' };
  }
  if (originSecret !== 'off' && domain === undefined) {
    yield { setting: 'originSecret', message: '"off" without a domain: functions cannot know CloudFront’s own name' };
  }
  const place = isDistributed ? 'us-east-1' : region;
  if (domain !== undefined && place !== undefined && domain.certificateArn.split(':')[3] !== place) {
    const why = isDistributed ? 'us-east-1, where CloudFront looks for it' : `${place}, the region of the stage`;
    yield { setting: 'domain.certificateArn', message: `that of a certificate in ${why}` };
  }
  yield* narrowRoutes(stage);
  for (const [name, { provisionedConcurrency = 0, reservedConcurrency = Infinity } = {}] of Object.entries(functions)) {
    if (provisionedConcurrency > 0 && unroutedFolders.includes(name)) {
      const message = 'left out: what calls this function calls no alias, and only versions behind one are kept warm';
      yield { setting: `functions.${name}.provisionedConcurrency`, message };
    }
    if (provisionedConcurrency > reservedConcurrency) {
      const message = `at most its reservedConcurrency, which is ${reservedConcurrency}`;
      yield { setting: `functions.${name}.provisionedConcurrency`, message };
    }
  }
}
