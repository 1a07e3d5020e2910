import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { examineEvents } from '#lib/cli/doctor/events.ts';
import { type FakeAws, startFakeAws } from '../../../support/fake-aws.ts';
import { findingsOf, notPermitted, target } from './findings.ts';

const sources = 'GET /2015-03-31/event-source-mappings';
const reading = { EventSourceMappings: [{ UUID: 'u1', State: 'Enabled', LastProcessingResult: 'OK' }] };
const waiting = (free: number, taken = 0) => ({
  Attributes: {
    ApproximateNumberOfMessages: String(free),
    ApproximateNumberOfMessagesNotVisible: String(taken),
  },
});
let aws: FakeAws;

beforeAll(async () => {
  aws = await startFakeAws();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.calls.length = 0;
  aws.answers.clear();
  aws.answers.set('DescribeEventBus', { Name: 'rollcall-prod' });
  aws.answers.set(sources, reading);
  aws.answers.set('GetQueueUrl', { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/q' });
  aws.answers.set('GetQueueAttributes', waiting(0));
});

const deployed = { stage: 'prod', outputsOf: async () => ({}) };
const examined = () => findingsOf((onFinding) => examineEvents({ ...target, deployed }, undefined, onFinding));

describe('the events of a deployed stage', () => {
  test('are well where there is a bus, its function reads the stream, and none waits', async () => {
    expect(await examined()).toEqual([
      { check: 'event bus', ok: true, detail: 'rollcall-prod' },
      { check: 'stream', ok: true, detail: 'read by rollcall-prod-events and rollcall-prod-sweep' },
      { check: 'undelivered', ok: true, detail: 'no event waits to be sent again' },
    ]);
    expect(aws.calls.map(({ service, region, input }) => [service, region, input])).toEqual([
      ['events', 'eu-west-1', '{"Name":"rollcall-prod"}'],
      ['lambda', 'eu-west-1', '?FunctionName=rollcall-prod-events'],
      ['lambda', 'eu-west-1', '?FunctionName=rollcall-prod-sweep'],
      ['sqs', 'eu-west-1', '{"QueueName":"rollcall-prod-undelivered-events"}'],
      ['sqs', 'eu-west-1', expect.stringContaining('"ApproximateNumberOfMessages"')],
    ]);
  });

  test.each([
    [
      'a bus that is gone',
      'DescribeEventBus',
      { status: 400, error: { __type: 'ResourceNotFoundException', Message: 'no bus' } },
      { check: 'event bus', detail: /no event bus rollcall-prod in eu-west-1/, remedy: /deploy -- --stage prod/ },
    ],
    [
      'a function without a stream',
      sources,
      { EventSourceMappings: [] },
      { check: 'stream', detail: /rollcall-prod-events reads no stream/, remedy: /deploy -- --stage prod/ },
    ],
    [
      'a mapping that was disabled',
      sources,
      { EventSourceMappings: [{ UUID: 'u1', State: 'Disabled', StateTransitionReason: 'User action' }] },
      { check: 'stream', detail: /rollcall-prod-events .*\(Disabled: User action\)/, remedy: /--uuid u1 --enabled/ },
    ],
    [
      'a mapping that is about to be enabled',
      sources,
      { EventSourceMappings: [{ UUID: 'u1', State: 'Enabling' }] },
      { check: 'stream', detail: /not .* yet \(Enabling\)/, remedy: /again in a minute/ },
    ],
    [
      'a function that fails on its batches',
      sources,
      {
        EventSourceMappings: [{ UUID: 'u1', State: 'Enabled', LastProcessingResult: 'PROBLEM: Function call failed' }],
      },
      { check: 'stream', detail: /PROBLEM: Function call failed/, remedy: /\/aws\/lambda\/rollcall-prod-events/ },
    ],
    [
      'events that wait, also those that somebody has received',
      'GetQueueAttributes',
      waiting(2, 1),
      { check: 'undelivered', detail: /^3 undelivered events wait/, remedy: /events redrive --stage prod$/ },
    ],
    [
      'a key that the service does not know',
      sources,
      { status: 403, headers: { 'x-amzn-errortype': 'UnrecognizedClientException' }, error: { message: 'invalid' } },
      { check: 'stream', detail: /does not know this access key/, remedy: /AWS_ACCESS_KEY_ID/ },
    ],
  ] as const)(
    '%s is a failure, and the others are checked',
    async (_, operation, answer, { check, detail, remedy }) => {
      aws.answers.set(operation, answer);
      const findings = await examined();
      const wrong = findings.filter(({ ok }) => ok !== true);
      expect(wrong).toEqual([
        { check, ok: false, detail: expect.stringMatching(detail), remedy: expect.stringMatching(remedy) },
      ]);
      expect(findings).toHaveLength(3);
    },
  );

  test.each([
    ['DescribeEventBus', 'event bus', 'events:DescribeEventBus'],
    [sources, 'stream', 'lambda:ListEventSourceMappings'],
    ['GetQueueUrl', 'undelivered', 'sqs:GetQueueUrl'],
    ['GetQueueAttributes', 'undelivered', 'sqs:GetQueueAttributes'],
  ])('names the permission that is missing: %s', async (operation, check, permission) => {
    aws.answers.delete(operation);
    const findings = await examined();
    expect(findings.filter(({ ok }) => ok !== true)).toEqual([{ check, ...notPermitted(permission) }]);
  });
});
