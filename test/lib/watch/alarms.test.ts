import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type MetricName, metrics } from '#http/metrics.ts';
import { type CfnTemplate, everythingOn, render, resourcesOf, synthesize } from '../../support/synthesize.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: readonly unknown[];
  readonly TreatMissingData: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Metrics?: readonly { readonly Expression?: string; readonly MetricStat?: MetricStat }[];
}

interface MetricStat {
  readonly Period: number;
  readonly Metric: {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  };
}

interface PolicyDocument {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, 'docs/runbooks');
const runbooks = readdirSync(folder).filter((file) => file !== 'README.md');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');

let quiet: CfnTemplate;
let full: CfnTemplate;
beforeAll(() => {
  quiet = synthesize().api;
  full = synthesize({ settings: { ...everythingOn, alarmTargets: ['ops@example.com'] } }).api;
}, 120_000);

const alarmsOf = (template: CfnTemplate) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties as unknown as AlarmProperties);
/** Those that take a new version back and tell nobody. */
const isSilent = ({ AlarmName }: AlarmProperties) => AlarmName.startsWith('rollcall-dev-new-version-');
const statsOf = ({ Metrics = [] }: AlarmProperties) => Metrics.flatMap(({ MetricStat: stat }) => stat ?? []);
const shortName = ({ AlarmName }: AlarmProperties) => AlarmName.replace('rollcall-dev-', '');

const functionNamesOf = (template: CfnTemplate) =>
  new Set(resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName));

/** Every metric in a template that the functions make themselves, with the names of its dimensions. */
function ownMetricsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(ownMetricsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { Namespace, MetricName: name, Dimensions } = value as Record<string, unknown>;
  const own =
    Namespace === 'Rollcall'
      ? [`${String(name)} ${(Dimensions as { Name: string }[]).map(({ Name }) => Name).join()}`]
      : [];
  return [...own, ...Object.values(value).flatMap(ownMetricsIn)];
}

/** Whether some file of the functions, beside the list of metrics, gives a field this name. */
const sources = readdirSync(join(root, 'lambdas'), { recursive: true, withFileTypes: true })
  .filter(({ name }) => name.endsWith('.ts') && name !== 'metrics.ts')
  .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
const isWritten = (name: string) => sources.some((source) => new RegExp(`\\b${name}: |[{ ]${name}, `).test(source));

describe('alarms', () => {
  test('have a runbook each, which their text names, and no runbook is without an alarm', () => {
    const named = alarmsOf(full).map(({ AlarmDescription }) => /docs\/runbooks\/(\S+)$/.exec(AlarmDescription)?.[1]);
    expect(new Set(named)).toEqual(new Set(runbooks));
    for (const alarm of alarmsOf(full)) {
      const [, runbook = ''] = /docs\/runbooks\/(\S+)$/.exec(alarm.AlarmDescription) ?? [];
      const [heading = ''] = read(runbook).split('\n');
      expect(heading).toContain(runbook === 'new-version.md' ? 'new-version-*' : shortName(alarm));
    }
  });

  test.each(['Errors', 'Throttles'])('see %s of every function', (metric) => {
    const watched = alarmsOf(quiet).flatMap((alarm) =>
      statsOf(alarm).flatMap(({ Metric: { MetricName, Dimensions } }) =>
        MetricName === metric ? Dimensions.map(({ Value }) => Value) : [],
      ),
    );
    expect(new Set(watched)).toEqual(functionNamesOf(quiet));
  });

  test('see that directories change and no events are made of it, also when the function has no data at all', () => {
    const stopped = alarmsOf(quiet).find((alarm) => shortName(alarm) === 'events-stopped');
    const [result, ...metrics] = stopped?.Metrics ?? [];
    expect(result).toMatchObject({
      Expression: 'IF(writes > 0 AND SUM([FILL(calls, 0), writes * 0]) == 0, 1, 0)',
    });
    expect(metrics).toMatchObject([
      { Id: 'writes', MetricStat: { Stat: 'Sum', Metric: { Namespace: 'Rollcall', MetricName: 'wcu' } } },
      {
        Id: 'calls',
        MetricStat: {
          Stat: 'Sum',
          Metric: { MetricName: 'Invocations', Dimensions: [{ Name: 'FunctionName', Value: 'rollcall-dev-events' }] },
        },
      },
    ]);
    // Between a change and the call of the function may lie the end of a period.
    expect(stopped?.DatapointsToAlarm).toBeGreaterThan(1);
  });

  test('tell of a daily look that did not take place, and are silent of one that there has not been yet', () => {
    const [missed] = alarmsOf(full).filter((alarm) => shortName(alarm) === 'expiry-missed');
    expect(missed).toMatchObject({
      MetricName: 'expiringTokens',
      Statistic: 'SampleCount',
      InsufficientDataActions: missed?.AlarmActions,
      // Missing data that breach would set off the alarm of a stage that is an hour old.
      TreatMissingData: 'missing',
    });
    expect((missed?.EvaluationPeriods ?? 0) * (missed?.Period ?? 0)).toBe(36 * 3_600);
  });

  test('look at ten metrics at most, which is all that CloudWatch takes', () => {
    for (const alarm of alarmsOf(full)) expect(statsOf(alarm).length).toBeLessThanOrEqual(10);
  });

  test('watch metrics of the functions that the functions make, by dimensions that they have', () => {
    const watched = ownMetricsIn(full.Resources);
    expect(watched).toContain('ms stage');
    expect(watched).toContain('errors kind,stage');
    expect(watched).toContain('faults function,stage,version');
    for (const one of watched) {
      const [name = '', dimensions = ''] = one.split(' ');
      expect(Object.keys(metrics)).toContain(name);
      const made = metrics[name as MetricName].dimensions.map((names) => [...names].sort().join());
      expect(made).toContain(dimensions);
      expect([name, isWritten(name)]).toEqual([name, true]);
    }
  });

  test('tell those who are to be told, also when it is over, and are no alarms while nothing happens', () => {
    for (const alarm of alarmsOf(full).filter((one) => !isSilent(one))) {
      expect(alarm).toMatchObject({ AlarmActions: [expect.anything()], OKActions: [expect.anything()] });
      expect(alarm.TreatMissingData).toBe(shortName(alarm) === 'expiry-missed' ? 'missing' : 'notBreaching');
    }
    for (const alarm of alarmsOf(quiet)) expect(alarm).not.toHaveProperty('AlarmActions');
    const subscriptions = resourcesOf(full, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@example.com' }]);
    expect(resourcesOf(quiet, 'AWS::SNS::Topic')).toEqual([]);
  });

  test('may publish on each topic of the stage, whose own policy leaves nothing of what SNS allows by itself', () => {
    const topics = new Set(resourcesOf(full, 'AWS::SNS::Topic').map(([id]) => id));
    const actions = alarmsOf(full).flatMap(({ AlarmActions = [] }) => AlarmActions as readonly { Ref?: string }[]);
    const used = new Set(actions.flatMap(({ Ref = '' }) => (topics.has(Ref) ? [Ref] : [])));
    expect(used.size).toBe(1);
    const policies = resourcesOf(full, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => Properties);
    for (const topic of used) {
      const mine = policies.filter(({ Topics }) => (Topics as { Ref: string }[]).some(({ Ref }) => Ref === topic));
      expect(mine).toHaveLength(1);
      const allowed = mine.flatMap(({ PolicyDocument }) =>
        (PolicyDocument as PolicyDocument).Statement.filter(({ Effect }) => Effect === 'Allow'),
      );
      expect(allowed).toMatchObject([
        {
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Resource: { Ref: topic },
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ]);
      const own = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:rollcall-dev-*';
      expect(allowed.map(({ Condition }) => render(Condition?.ArnLike?.['aws:SourceArn']))).toEqual([own]);
      // CloudWatch can use no key of AWS, and no other without being let.
      expect(full.Resources[topic]?.Properties).not.toHaveProperty('KmsMasterKeyId');
    }
  });
});

describe('dashboard', () => {
  test('is one for the stage, whose own metrics are made by the functions', () => {
    const dashboards = resourcesOf(quiet, 'AWS::CloudWatch::Dashboard').map(([, { Properties }]) => Properties);
    expect(dashboards).toMatchObject([{ DashboardName: 'rollcall-dev' }]);
    const body = JSON.stringify(dashboards[0]?.DashboardBody);
    const names = [...body.matchAll(/\\"Rollcall\\",\\"(\w+)\\"/g)].map(([, name = '']) => name);
    const searched = [...body.matchAll(/MetricName=\\*"(\w+)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(searched.length).toBeGreaterThan(3);
    for (const name of [...names, ...searched]) expect([name, isWritten(name)]).toEqual([name, true]);
  });

  test('counts the calls and the time of every function in what a day costs', () => {
    const [[, dashboard] = []] = resourcesOf(quiet, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.Properties.DashboardBody).replaceAll('\\\\', '\\').replaceAll('\\"', '"');
    const [, cost = ''] = body.split('"title":"Cost of a day (USD)"');
    for (const name of ['Invocations', 'Duration']) {
      const counted = [...cost.matchAll(new RegExp(`"${name}","FunctionName","([\\w-]+)"`, 'g'))];
      expect(new Set(counted.map(([, one]) => one))).toEqual(functionNamesOf(quiet));
    }
  });
});

describe('runbooks', () => {
  const fields = new Set([
    // Of the request's line, of errors, of the sweep, of the access log, and those that Logs Insights has itself.
    ...'type requestId apiRequestId trace version stage tenant tokenId provider method route status scimType errors kind faults function ms'.split(
      ' ',
    ),
    ...'coldStart coldStarts trips rcu wcu items plan ignored skippedMembers skippedMemberCount'.split(' '),
    ...'expiringTokens staleConnections announced refused eventType subject published error message stack cause id resourceType at sourceIp functionMs functionStatus functionRequestId functionError bytes'.split(
      ' ',
    ),
    // Of AWS WAF's log.
    ...'action terminatingRuleId httpRequest clientIp uri'.split(' '),
    ...'@timestamp @message @logStream @type @duration @maxMemoryUsed @requestId'.split(' '),
  ]);
  const words = new Set(
    'filter stats fields sort desc asc limit by as and or not in like count count_distinct sum avg max min pct bin ispresent display parse coalesce'.split(
      ' ',
    ),
  );
  const queriesOf = (text: string) =>
    [...text.matchAll(/```\n((?:filter|fields|stats)[\s\S]*?)```/g)].map(([, query = '']) => query);

  test.each(runbooks)('%s says what it means, what to look at and what to do, with a query', (file) => {
    const text = read(file);
    for (const heading of ['## What it means', '## What to look at', '## What to do']) expect(text).toContain(heading);
    expect(queriesOf(text).length).toBeGreaterThan(0);
  });

  test.each(runbooks)('%s asks the log for fields that it has', (file) => {
    for (const query of queriesOf(read(file))) {
      const named = new Set([...query.matchAll(/\bas (\w+)/g)].map(([, name = '']) => name));
      const used = query.replace(/"[^"]*"|\/[^/\n]+\//g, '""').match(/@?[A-Za-z_]\w*/g) ?? [];
      // An age such as 5m is no name.
      const unknown = used.filter(
        (name) => !words.has(name) && !fields.has(name) && !named.has(name) && !/^[mhd]$/.test(name),
      );
      expect(unknown).toEqual([]);
    }
  });

  /** In a text, or on the lines of a block, of which `\` goes on. */
  const commandsOf = (text: string) =>
    [
      ...[...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = '']) =>
        block.replaceAll('\\\n', ' ').split('\n'),
      ),
      ...[...text.replace(/```[^]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, inline = '']) => inline),
    ].filter((command) => /^(npx|npm|aws) /.test(command));

  test.each(runbooks)('%s names the stage in each command: without it another is acted on', (file) => {
    for (const command of commandsOf(read(file))) {
      const names = command.startsWith('aws ') ? 'rollcall-<stage>' : '--stage <stage>';
      expect([command, command.includes(names)]).toEqual([command, true]);
    }
  });

  test('have commands to name the stage in', () => {
    expect(runbooks.flatMap((file) => commandsOf(read(file))).length).toBeGreaterThan(15);
  });

  test('are listed', () => {
    for (const file of runbooks) expect(read('README.md')).toContain(`(${file})`);
  });
});

describe('upgrades', () => {
  const functionsOf = (template: CfnTemplate) =>
    resourcesOf(template, 'AWS::Lambda::Alias').map(([, { Properties }]) => Properties.Name);

  test('go through an alias and a canary where the stage wants it, and nowhere else', () => {
    expect(functionsOf(quiet)).toEqual([]);
    expect(resourcesOf(quiet, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
    const groups = resourcesOf(full, 'AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) => Properties);
    expect(groups.length).toBeGreaterThan(6);
    for (const group of groups) {
      expect(group).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: { Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
      });
      const { Alarms } = group.AlarmConfiguration as { readonly Alarms: readonly { readonly Name: { Ref: string } }[] };
      expect(new Set(Alarms.map(({ Name: { Ref } }) => full.Resources[Ref]?.Properties.AlarmName))).toEqual(
        new Set([
          'rollcall-dev-api-errors',
          'rollcall-dev-function-errors',
          'rollcall-dev-new-version-crashes',
          'rollcall-dev-new-version-errors',
          'rollcall-dev-new-version-latency',
        ]),
      );
    }
  });

  test('are taken back by alarms that can go off within the five minutes of a trial', () => {
    const periodOf = (alarm: AlarmProperties) => alarm.Period ?? statsOf(alarm)[0]?.Period ?? Number.NaN;
    const rolling = alarmsOf(full).filter(
      (alarm) => isSilent(alarm) || /-(api|function)-errors$/.test(alarm.AlarmName),
    );
    expect(rolling).toHaveLength(5);
    for (const alarm of rolling) {
      // Beside the minute or two in which metrics arrive.
      expect(alarm.DatapointsToAlarm * periodOf(alarm)).toBeLessThanOrEqual(3 * 60);
      expect(alarm.EvaluationPeriods * periodOf(alarm)).toBeLessThanOrEqual(5 * 60);
    }
  });

  test('are looked at by themselves, without what the versions before them do', () => {
    const aliases = resourcesOf(full, 'AWS::Lambda::Alias').map(([, { Properties }]) => Properties);
    const tried = aliases.map(({ FunctionVersion }) => JSON.stringify(FunctionVersion)).sort();
    const functions = resourcesOf(full, 'AWS::CodeDeploy::DeploymentGroup');
    const silent = alarmsOf(full).filter(isSilent);
    expect(silent).toHaveLength(3);
    expect(alarmsOf(quiet).filter(isSilent)).toEqual([]);
    for (const alarm of silent) {
      const dimensions = statsOf(alarm).map(({ Metric }) => Metric.Dimensions);
      const versions = dimensions.map((all) => all.find(({ Name }) => /^(ExecutedV|v)ersion$/.test(Name))?.Value);
      expect(new Set(versions.map((version) => JSON.stringify(version))).size).toBe(
        // A bulk request may take its time.
        alarm.AlarmName.endsWith('latency') ? functions.length - 1 : functions.length,
      );
      for (const version of versions) expect(tried).toContain(JSON.stringify(version));
      const resources = dimensions.map((all) => all.find(({ Name }) => Name === 'Resource')?.Value);
      if (!alarm.AlarmName.endsWith('errors')) expect(resources).toContain('rollcall-dev-users:live');
    }
  });

  test('leave every route on the alias of its function', () => {
    const uris = resourcesOf(full, 'AWS::ApiGatewayV2::Integration').map(
      ([, { Properties }]) => Properties.IntegrationUri as { Ref?: string },
    );
    expect(uris.length).toBeGreaterThan(6);
    for (const { Ref = '' } of uris) expect(full.Resources[Ref]?.Type).toBe('AWS::Lambda::Alias');
  });

  test('keep environments warm, and leave room for others, where the stage says so', () => {
    const settings = { functions: { users: { provisionedConcurrency: 2, reservedConcurrency: 20 } } };
    const { api } = synthesize({ settings });
    expect(resourcesOf(api, 'AWS::Lambda::Alias').map(([, { Properties }]) => Properties)).toMatchObject([
      { Name: 'live', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } },
    ]);
    const reserved = resourcesOf(api, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[Properties.FunctionName, Properties.ReservedConcurrentExecutions]],
    );
    expect(reserved).toEqual([['rollcall-dev-users', 20]]);
  });
});
