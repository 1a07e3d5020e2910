import { describe, expect, test } from '@jest/globals';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { configuredStage, onOneMachine, servingStage, tableNameOf } from '../../../lib/config/configured-stage.ts';
import { readSettings } from '../../../lib/config/read-settings.ts';
import { retentionDays } from '../../../lib/config/settings.ts';
import config from '../../../rollcall.config.ts';

const read = (prod: unknown) => readSettings({ stages: { prod } }, 'prod');
const problem = (prod: unknown) => {
  try {
    read(prod);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};
const domain = (region: string) => ({
  name: 'scim.example.com',
  certificateArn: `arn:aws:acm:${region}:111122223333:certificate/1`,
});

describe('settings of a stage', () => {
  test('are all there when it says nothing', () => {
    expect(read({})).toEqual({
      console: false,
      waf: false,
      originSecret: 'off',
      throttle: {
        requestsPerSecond: 500,
        burst: 1_000,
        routes: {
          bulk: { requestsPerSecond: 50, burst: 100 },
          search: { requestsPerSecond: 250, burst: 500 },
          admin: { requestsPerSecond: 10, burst: 20 },
        },
      },
      tenantRateLimit: { requestsPerSecond: 50, burst: 100 },
      functions: {},
      logLevel: 'info',
      logRetentionDays: 30,
      tracing: false,
      alarmTargets: [],
      canary: false,
      removalPolicy: 'retain',
      customerManagedKey: false,
      pointInTimeRecoveryDays: 35,
      schemas: 'schemas.json',
    });
  });

  test('keep the defaults beside what a part of them says', () => {
    const { routes, burst } = read({ throttle: { burst: 300, routes: { bulk: { burst: 30 } } } }).throttle;
    expect(burst).toBe(300);
    expect(routes.bulk).toEqual({ requestsPerSecond: 50, burst: 30 });
    expect(routes.search).toEqual({ requestsPerSecond: 250, burst: 500 });
  });

  test.each<[string, unknown, string]>([
    ['a value of another type', { waf: 'yes' }, 'waf is "yes"; it must be true or false'],
    [
      'a number out of range',
      { pointInTimeRecoveryDays: 36 },
      'pointInTimeRecoveryDays is 36; it must be a whole number from 1 to 35',
    ],
    ['half a number', { throttle: { burst: 1.5 } }, 'throttle.burst is 1.5; it must be a whole number from 1 to 5000'],
    [
      'a word that is none of the list',
      { logLevel: 'loud' },
      'logLevel is "loud"; it must be one of debug, info, warn, error',
    ],
    ['a table', { restoredTable: 'a/b' }, 'restoredTable is "a/b"; it must be the name of a DynamoDB table'],
    ['an account', { account: '1234' }, 'account is "1234"; it must be the 12 digits of an AWS account'],
    ['a region', { region: 'Frankfurt' }, 'region is "Frankfurt"; it must be an AWS region such as "eu-central-1"'],
    [
      'a certificate that is left out',
      { domain: { name: 'scim.example.com' } },
      'domain.certificateArn is not set; it must be the ARN of a certificate in AWS Certificate Manager',
    ],
    [
      'who is told',
      { alarmTargets: ['me'] },
      'alarmTargets.0 is "me"; it must be an e-mail address or the ARN of an SNS topic',
    ],
    [
      'too few requests of a tenant',
      { tenantRateLimit: { requestsPerSecond: 24 } },
      'tenantRateLimit.requestsPerSecond is 24; it must be a whole number from 25 to 5000',
    ],
  ])('name %s that is wrong, and what is accepted', (_, settings, message) => {
    expect(problem(settings)).toBe(`rollcall.config.ts: stages.prod.${message}.`);
  });

  test('name a setting that there is not, and those that there are', () => {
    expect(problem({ throttle: { rate: 5 } })).toBe(
      'rollcall.config.ts: stages.prod.throttle.rate is no setting; stages.prod.throttle is an object of requestsPerSecond, burst, routes.',
    );
    expect(problem({ functions: { user: {} } })).toMatch(
      /^rollcall\.config\.ts: stages\.prod\.functions\.user is no setting; .* an object of admin, bulk, .*users\.$/,
    );
  });

  test.each<[string, object, RegExp]>([
    [
      'a secret of an origin without a name',
      { console: true, originSecret: 'sent' },
      /originSecret is "sent"; it must be "off" without a domain/,
    ],
    [
      'a secret of an origin that is nowhere',
      { originSecret: 'sent' },
      /originSecret is "sent"; it must be "off" where/,
    ],
    ['a key in no region', { customerManagedKey: true }, /region is not set; it must be set where customerManagedKey/],
    [
      'a certificate that CloudFront cannot see',
      { console: true, domain: domain('eu-central-1') },
      /certificateArn is "[^"]+"; it must be that of a certificate in us-east-1, where CloudFront/,
    ],
    [
      'a certificate in another region than the API',
      { region: 'eu-central-1', domain: domain('us-east-1') },
      /certificateArn is "[^"]+"; it must be that of a certificate in eu-central-1, the region of the stage/,
    ],
    [
      'a firewall that nobody is led to',
      { waf: true, console: true },
      /waf is true; it must be false without a domain: base URLs would begin with the API’s own name/,
    ],
    [
      'a tenant that leaves nothing of a route to the others',
      { throttle: { requestsPerSecond: 99 } },
      /throttle\.requestsPerSecond is 99; it must be at least 100: twice what one tenant may send there/,
    ],
    [
      'a tenant that takes a route at once',
      { tenantRateLimit: { burst: 500 }, throttle: { burst: 999 } },
      /throttle\.burst is 999; it must be at least 1000: /,
    ],
    [
      'a tenant that may send more than a route of its own limit takes from two',
      { throttle: { routes: { groups: { requestsPerSecond: 60 } } } },
      /throttle\.routes\.groups\.requestsPerSecond is 60; it must be at least 100: /,
    ],
    [
      'a tenant whose limit was raised, and a default of a route that was not',
      { tenantRateLimit: { requestsPerSecond: 126 } },
      /throttle\.routes\.search\.requestsPerSecond is not set; it must be at least 252: /,
    ],
    [
      'a tenant that leaves no bulk request to the others, of which each counts as ten requests',
      { throttle: { routes: { bulk: { requestsPerSecond: 9 } } } },
      /throttle\.routes\.bulk\.requestsPerSecond is 9; it must be at least 10: /,
    ],
    [
      'a function with more environments warm than it may have',
      { functions: { users: { provisionedConcurrency: 3, reservedConcurrency: 2 } } },
      /functions\.users\.provisionedConcurrency is 3; it must be at most its reservedConcurrency, which is 2/,
    ],
    [
      'environments kept warm for a function that a stream calls',
      { functions: { sweep: { provisionedConcurrency: 1 } } },
      /functions\.sweep\.provisionedConcurrency is 1; it must be left out: what calls this function calls no alias/,
    ],
  ])('do not go together: %s', (_, settings, message) => {
    expect(problem(settings)).toMatch(message);
  });

  test('let routes that no tenant can fill be as narrow as they are wanted', () => {
    const narrow = { requestsPerSecond: 1, burst: 1 };
    expect(read({ throttle: { routes: { admin: narrow, discovery: narrow } } }).throttle.routes.admin).toEqual(narrow);
    expect(read({ throttle: { requestsPerSecond: 100, burst: 200 } }).throttle.burst).toBe(200);
  });

  test('are told with all their problems, a line each, also those of another stage', () => {
    const wrong = { stages: { dev: {}, prod: { waf: 1, console: 2 } } };
    expect(() => readSettings(wrong, 'dev')).toThrow(/prod\.console is 2.*\n.*prod\.waf is 1/);
  });

  test('belong to a stage that is there', () => {
    expect(() => readSettings({ stages: { dev: {}, prod: {} } }, 'prd')).toThrow(
      'rollcall.config.ts has no stage "prd"; its stages are dev, prod.',
    );
    expect(() => readSettings({ stages: { Dev: {} } }, 'Dev')).toThrow(/stage must be 1 to 16 of/);
  });

  test('take the days that CloudWatch can keep a log for', () => {
    const days = Object.values(RetentionDays).filter((value) => value !== RetentionDays.INFINITE);
    expect([...retentionDays]).toEqual(days.filter((value) => typeof value === 'number'));
  });
});

describe('this deployment', () => {
  test.each(Object.keys(config.stages))('has settings for stage %s', (stage) => {
    expect(configuredStage(stage)).toMatchObject({ name: stage, tableName: `rollcall-${stage}` });
    expect(tableNameOf(stage)).toBe(config.stages[stage]?.restoredTable ?? `rollcall-${stage}`);
  });

  test('runs on one machine without what only AWS has, and answers as it is set', () => {
    const stage = {
      ...configuredStage('dev'),
      settings: read({ account: '111122223333', waf: true, domain: domain('us-east-1') }),
    };
    const { settings } = onOneMachine({
      ...stage,
      settings: { ...stage.settings, canary: true, logLevel: 'debug' },
    });
    expect(settings).toMatchObject({
      waf: false,
      originSecret: 'off',
      canary: false,
      console: true,
      logLevel: 'debug',
    });
    expect(settings.account).toBeUndefined();
    const restored = onOneMachine({ ...stage, settings: { ...stage.settings, restoredTable: 'rollcall-dev-2' } });
    expect(servingStage(restored)).toMatchObject({ tableName: 'rollcall-dev' });
  });
});
