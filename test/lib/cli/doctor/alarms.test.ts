import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { examineAlarms } from '#lib/cli/doctor/alarms.ts';
import { type FakeAws, startFakeAws, xmlSubscriptions } from '../../../support/fake-aws.ts';
import { everythingOn, synthesize } from '../../../support/synthesize.ts';
import { findingsOf, notPermitted, target } from './findings.ts';

/** As the template has them, of stage `dev`. */
interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly TreatMissingData: string;
  readonly Period?: number;
  readonly EvaluationPeriods: number;
}

const own = 'arn:aws:sns:eu-west-1:111122223333:rollcall-dev-alarms';
const foreign = 'arn:aws:sns:eu-central-1:444455556666:on-call';
const confirmed = 'arn:aws:sns:eu-west-1:111122223333:rollcall-dev-alarms:0000';
let definitions: readonly AlarmProperties[];
let aws: FakeAws;

beforeAll(async () => {
  definitions = Object.values(synthesize({ settings: everythingOn }).api.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties as unknown as AlarmProperties);
  aws = await startFakeAws();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.calls.length = 0;
  aws.answers.clear();
  aws.answers.set('DescribeAlarms', { MetricAlarms: deployed() });
  aws.answers.set('ListSubscriptionsByTopic', xmlSubscriptions({ 'ops@example.com': confirmed }));
});

/** For how many hours they have been there. */
let hours = 1;

function deployed(on: readonly string[] = [], more: object = {}) {
  return definitions.map(({ AlarmName, AlarmDescription, TreatMissingData, Period, EvaluationPeriods }) => ({
    AlarmName,
    AlarmDescription,
    TreatMissingData,
    Period,
    EvaluationPeriods,
    AlarmConfigurationUpdatedTimestamp: Date.now() / 1_000 - hours * 3_600,
    StateValue: on.includes(AlarmName) ? 'ALARM' : 'OK',
    ActionsEnabled: true,
    AlarmActions: [own],
    ...more,
  }));
}
const examined = () => findingsOf((onFinding) => examineAlarms(target, 'dev', onFinding));
const well = { check: 'alarms', ok: true, detail: expect.stringMatching(/^none of \d\d is on$/) };

describe('the alarms of a deployed stage', () => {
  test('are well when none is on and somebody is told', async () => {
    expect(await examined()).toEqual([
      { check: 'alarms', ok: true, detail: `none of ${definitions.length} is on` },
      { check: 'alarm target', ok: true, detail: own },
    ]);
    expect(aws.calls.map(({ service, input }) => [service, input])).toEqual([
      ['monitoring', '{"AlarmNamePrefix":"rollcall-dev-","AlarmTypes":["MetricAlarm"]}'],
      ['sns', expect.stringContaining(`TopicArn=${encodeURIComponent(own)}`)],
    ]);
  });

  test('are told with what they mean and their runbooks when they are on, from all pages, and of no other stage', async () => {
    const [first, ...others] = deployed(['rollcall-dev-api-errors', 'rollcall-dev-events-undelivered']);
    const neighbour = {
      AlarmName: 'rollcall-dev-2-api-errors',
      AlarmDescription: 'What to do: docs/runbooks/api-errors.md',
      StateValue: 'ALARM',
    };
    aws.answers.set('DescribeAlarms', (input) =>
      input.includes('"NextToken":"more"')
        ? { MetricAlarms: [neighbour, ...others] }
        : { MetricAlarms: [first], NextToken: 'more' },
    );
    expect(await examined()).toEqual([
      {
        check: 'alarms',
        ok: false,
        detail:
          `2 of ${definitions.length} are on.\n` +
          '  rollcall-dev-api-errors: Requests are answered with 5xx. What to do: docs/runbooks/api-errors.md\n' +
          '  rollcall-dev-events-undelivered: Change events could not be put on the bus and wait to be sent again. What to do: docs/runbooks/events-undelivered.md',
        remedy: expect.stringMatching(/runbook/),
      },
      { check: 'alarm target', ok: true, detail: own },
    ]);
  });

  test('tell of silence by having no data, but for as long as they have not waited for it', async () => {
    const silent = () => deployed([], { StateValue: 'INSUFFICIENT_DATA' });
    aws.answers.set('DescribeAlarms', { MetricAlarms: silent() });
    expect((await examined())[0]).toEqual(well);
    hours = 37;
    aws.answers.set('DescribeAlarms', { MetricAlarms: silent() });
    hours = 1;
    expect((await examined())[0]).toMatchObject({
      ok: false,
      detail: expect.stringMatching(
        /^1 of \d\d are on\.\n {2}rollcall-dev-expiry-missed: .* docs\/runbooks\/expiry\.md$/,
      ),
    });
  });

  test('are missed where there are none', async () => {
    aws.answers.set('DescribeAlarms', { MetricAlarms: [] });
    expect(await examined()).toEqual([
      {
        check: 'alarms',
        ok: false,
        detail: 'Stage dev has no alarms in eu-west-1.',
        remedy: expect.stringMatching(/deploy -- --stage dev/),
      },
    ]);
  });

  test('are not judged for telling nobody: a stage may be set like that', async () => {
    aws.answers.set('DescribeAlarms', { MetricAlarms: deployed([], { AlarmActions: undefined }) });
    expect(await examined()).toEqual([
      well,
      {
        check: 'alarm target',
        ok: null,
        detail: 'the alarms tell nobody',
        remedy: expect.stringMatching(/alarmTargets .* rollcall\.config\.ts/),
      },
    ]);
  });

  test.each([
    [
      'alarms that somebody silenced',
      () => aws.answers.set('DescribeAlarms', { MetricAlarms: deployed([], { ActionsEnabled: false }).slice(0, 1) }),
      /^Somebody silenced rollcall-dev-[a-z-]+\.$/,
      /enable-alarm-actions --alarm-names rollcall-dev-/,
    ],
    [
      'an address that is not confirmed, though another is',
      () =>
        aws.answers.set(
          'ListSubscriptionsByTopic',
          xmlSubscriptions({ 'ops@example.com': confirmed, 'r&amp;d@example.com': 'PendingConfirmation' }),
        ),
      /^r&d@example\.com did not confirm/,
      /link in the mail .*--notification-endpoint r&d@example\.com$/,
    ],
    [
      'a topic that nobody listens to any more',
      () => aws.answers.set('ListSubscriptionsByTopic', xmlSubscriptions({ 'ops@example.com': 'Deleted' })),
      /^Nobody is subscribed to .*rollcall-dev-alarms/,
      /aws sns subscribe --topic-arn arn:aws:sns:eu-west-1:111122223333:rollcall-dev-alarms/,
    ],
  ])('tell nobody: %s', async (_, arrange, detail, remedy) => {
    arrange();
    const findings = await examined();
    expect(findings.at(-1)).toEqual({
      check: 'alarm target',
      ok: false,
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('are not checked where the principal may not see them', async () => {
    aws.answers.delete('DescribeAlarms');
    expect(await examined()).toEqual([{ check: 'alarms', ...notPermitted('cloudwatch:DescribeAlarms') }]);
  });

  test('a topic that may not be looked at hides no other that nobody listens to', async () => {
    aws.answers.set('DescribeAlarms', { MetricAlarms: deployed([], { AlarmActions: [foreign, own] }) });
    const only = (pending: boolean) => (input: string) => {
      if (input.includes('on-call')) return 'denied' as const;
      return xmlSubscriptions({ 'ops@example.com': pending ? 'PendingConfirmation' : confirmed });
    };
    aws.answers.set('ListSubscriptionsByTopic', only(true));
    expect((await examined())[1]).toMatchObject({ ok: false, detail: expect.stringMatching(/did not confirm/) });
    aws.answers.set('ListSubscriptionsByTopic', only(false));
    expect((await examined())[1]).toEqual({ check: 'alarm target', ...notPermitted('sns:ListSubscriptionsByTopic') });
    expect(aws.calls.at(-2)).toMatchObject({ service: 'sns', region: 'eu-central-1' });
  });
});
