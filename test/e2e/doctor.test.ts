/** The doctor on a stack of its own, to which is done what no other test should suffer. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { permissions } from '#lib/cli/doctor/aws-calls.ts';
import { examine } from '#lib/cli/doctor/examination.ts';
import type { Finding } from '#lib/cli/doctor/finding.ts';
import { runProgram } from '#lib/cli/program.ts';
import { writeEndpoints } from '#lib/local/endpoints.ts';
import type { BusFault } from '#lib/local/event-bus.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { release } from '#lib/release.ts';
import { fakeTerminal } from '../lib/cli/support.ts';
import { type FakeAws, noStack, startFakeAws, xmlError, xmlStack, xmlSubscriptions } from '../support/fake-aws.ts';
import { recordAccess } from './support/access-record.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereLocal = assembly === undefined ? describe.skip : describe;

const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');

/** The checks that docs/cli.md shows of a doctor with these options, where all is well. */
function sampleOf(options: string): readonly string[] {
  const command = `$ npx rollcall doctor ${options}`.trim();
  const sample = page.split(`${command}\n`)[1]?.split('```')[0] ?? '';
  return [...sample.matchAll(/^✓ (.{12}) /gm)].map(([, check = '']) => check.trim());
}

whereLocal('the doctor', () => {
  let data: string;
  let stack: LocalStack;

  const start = async (busFaultOf?: () => BusFault) => {
    stack = await startLocalStack({ assembly: assembly ?? '', port: 0, onAccess: recordAccess(), busFaultOf });
    const { accessKeyId, secretAccessKey } = stack.accessKey;
    const admin = { url: `${stack.origin}/operator/v1`, region: stack.region, accessKeyId, secretAccessKey };
    const console = { url: `${stack.origin}/console/` };
    const local = { pid: process.pid, admin, events: stack.eventFeed, console };
    writeFileSync(join(data, 'local.json'), JSON.stringify(local));
    writeEndpoints(data, stack);
  };
  const examined = async (options: object = {}) => {
    const findings: Finding[] = [];
    await examine({ data, ...options }, (finding) => findings.push(finding));
    return findings;
  };
  /** The one check that failed; there is one, and it is the last but for those that clean up. */
  const failed = async (options: object = {}) => {
    const wrong = (await examined(options)).filter(({ ok }) => ok === false);
    return wrong[0];
  };

  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-doctor-'));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('finds all well, then names a secret that was deleted', async () => {
    await start();
    try {
      const findings = await examined();
      expect(findings.filter(({ ok }) => ok !== true)).toEqual([]);
      expect(findings.map(({ check }) => check)).toEqual(sampleOf(''));
      const client = new SecretsManagerClient({
        region: stack.region,
        endpoint: stack.secretsEndpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      await client.send(new DeleteSecretCommand({ SecretId: stack.environment.TOKEN_KEY_SECRET ?? '' }));
      client.destroy();
      // What an environment read before is still in its memory.
      for (const folder of ['admin', 'users']) await stack.killFunction(`rollcall-dev-${folder}`);
      expect(await failed()).toMatchObject({
        check: 'token key',
        remedy: expect.stringMatching(/token key in Secrets Manager: is it there, and not deleted/),
      });
    } finally {
      await stack.stop();
    }
  });

  test('names an engine that has stopped', async () => {
    await start();
    try {
      await stack.killEngine();
      expect(await failed()).toMatchObject({ check: 'table', remedy: expect.stringMatching(/is its engine up/) });
    } finally {
      await stack.stop();
    }
  });

  test('names events that do not arrive, and those that wait to be sent again', async () => {
    await start(() => ({ kind: 'fail', status: 500, code: 'InternalFailure' }));
    try {
      stack.queues.send('rollcall-dev-undelivered-events', '{}');
      const wrong = (await examined()).filter(({ ok }) => ok !== true);
      expect(wrong).toEqual([
        {
          check: 'events',
          ok: false,
          detail: 'User.Created, User.Deactivated, User.Deleted did not arrive within 10 s.',
          remedy: expect.stringMatching(/terminal of npm start/),
        },
        {
          check: 'undelivered',
          ok: false,
          detail: '1 undelivered event waits in the queue rollcall-dev-undelivered-events.',
          remedy: expect.stringMatching(/npx rollcall events redrive$/),
        },
      ]);
    } finally {
      await stack.stop();
    }
  });

  describe('in AWS', () => {
    let aws: FakeAws;
    afterEach(() => aws.stop());

    test('finds a stage well, whatever it may not look at', async () => {
      await start();
      aws = await startFakeAws(stack.accessKey);
      try {
        const outputs = { ApiUrl: stack.origin, ConsoleUrl: `${stack.origin}/console/`, Release: release };
        const topic = 'arn:aws:sns:eu-west-1:111122223333:rollcall-prod-alarms';
        const alarm = {
          AlarmName: 'rollcall-prod-latency',
          AlarmDescription: 'What to do: docs/runbooks/latency.md',
          StateValue: 'OK',
          ActionsEnabled: true,
          AlarmActions: [topic],
        };
        aws.answers.set('DescribeStacks', xmlStack(outputs));
        aws.answers.set('DescribeEventBus', { Name: 'rollcall-prod' });
        aws.answers.set('GET /2015-03-31/event-source-mappings', {
          EventSourceMappings: [{ UUID: 'u', State: 'Enabled' }],
        });
        aws.answers.set('GetQueueUrl', { QueueUrl: 'https://sqs/q' });
        aws.answers.set('GetQueueAttributes', { Attributes: {} });
        aws.answers.set('DescribeAlarms', { MetricAlarms: [alarm] });
        aws.answers.set('ListSubscriptionsByTopic', xmlSubscriptions({ 'ops@example.com': `${topic}:0` }));
        const findings = await examined({ stage: 'prod', region: stack.region });
        expect(findings.filter(({ ok }) => ok !== true)).toEqual([]);
        expect(findings.map(({ check }) => check)).toEqual(sampleOf('--stage prod'));

        // Each may be missing, and all else is checked.
        aws.answers.clear();
        aws.answers.set('DescribeStacks', xmlStack(outputs));
        const seen = await examined({ stage: 'prod', region: stack.region });
        expect(seen.filter(({ ok }) => ok === false)).toEqual([]);
        const unseen = seen.filter(({ ok }) => ok === null).map(({ check }) => check);
        expect(unseen).toEqual(['event bus', 'stream', 'undelivered', 'alarms']);
        expect(seen.map(({ check }) => check)).toEqual(
          sampleOf('--stage prod').filter((check) => check !== 'alarm target'),
        );

        const terminal = fakeTerminal();
        const args = ['doctor', '--stage', 'prod', '--region', stack.region];
        expect(await runProgram(args, terminal, undefined)).toBe(0);
        expect(terminal.notes).toEqual([]);
        expect(terminal.out).toContainEqual(
          '– event bus    not checked, as the principal may not call events:DescribeEventBus\n' +
            '               → Allow events:DescribeEventBus (docs/cli.md).',
        );

        const atUrl = await examined({ url: stack.origin, region: stack.region });
        expect(atUrl.filter(({ ok }) => ok !== true)).toEqual([
          expect.objectContaining({ check: 'stage', ok: null, remedy: 'Say --stage as well.' }),
        ]);
        const atBoth = await examined({ url: stack.origin, stage: 'prod', region: stack.region });
        expect(atBoth.map(({ check }) => check)).toEqual(seen.map(({ check }) => check));
      } finally {
        await stack.stop();
      }
    });

    test('goes on with what does not need the API, when that does not answer', async () => {
      aws = await startFakeAws();
      aws.answers.set('DescribeStacks', xmlStack({ ApiUrl: 'http://127.0.0.1:9', Release: release }));
      aws.answers.set('GET /2015-03-31/event-source-mappings', { EventSourceMappings: [] });
      const findings = await examined({ stage: 'prod', region: 'eu-west-1' });
      expect(findings.map(({ check, ok }) => [check, ok])).toEqual([
        ['deployment', true],
        ['release', true],
        ['address', false],
        ['event bus', null],
        ['stream', false],
        ['undelivered', null],
        ['alarms', null],
      ]);
    });

    test('names a region that the stage is not in', async () => {
      aws = await startFakeAws();
      aws.answers.set('DescribeStacks', noStack('rollcall-dev-api'));
      expect(await failed({ region: 'us-east-1' })).toMatchObject({
        check: 'deployment',
        detail: 'There is no stack rollcall-dev-api in us-east-1.',
        remedy: expect.stringMatching(/--region/),
      });
    });

    test('names a session that has expired', async () => {
      aws = await startFakeAws();
      aws.answers.set('DescribeStacks', { status: 400, error: xmlError('ExpiredToken') });
      expect(await failed({ region: 'eu-west-1' })).toMatchObject({
        check: 'deployment',
        detail: 'The session of these AWS credentials has expired.',
        remedy: expect.stringMatching(/aws sso login/),
      });
    });
  });
});

test('docs/cli.md names each permission that the doctor needs', () => {
  expect(Object.values(permissions).filter((permission) => !page.includes(`\`${permission}\``))).toEqual([]);
});
