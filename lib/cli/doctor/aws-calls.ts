/** What AWS is asked about a deployed stage. Each throws `NotPermitted` where the principal may not ask, and as its protocol's caller does. */
import { awsJsonCaller } from '#events/aws-json-call.ts';
import type { Target } from '../target.ts';
import { NotPermitted } from './finding.ts';
import { elementsIn, signedGet, textOf } from './signed-get.ts';

/** What each call needs, beside `execute-api:Invoke` on the admin API; docs/cli.md has them too. */
export const permissions = {
  stacks: 'cloudformation:DescribeStacks',
  bus: 'events:DescribeEventBus',
  sources: 'lambda:ListEventSourceMappings',
  queueUrl: 'sqs:GetQueueUrl',
  queue: 'sqs:GetQueueAttributes',
  alarms: 'cloudwatch:DescribeAlarms',
  subscriptions: 'sns:ListSubscriptionsByTopic',
} as const;

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export interface EventSource {
  readonly UUID: string;
  readonly State: string;
  /** `User action`, or what Lambda ran into. */
  readonly StateTransitionReason?: string;
  /** Of the last batch: `OK`, `No records processed`, `PROBLEM: Function call failed`. */
  readonly LastProcessingResult?: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
export interface DeployedAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly StateValue: string;
  readonly ActionsEnabled: boolean;
  readonly AlarmActions?: readonly string[];
  readonly TreatMissingData?: string;
  /** Seconds; of an alarm on one metric. */
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
  /** Seconds since the epoch. */
  readonly AlarmConfigurationUpdatedTimestamp?: number;
}

export interface Subscription {
  readonly endpoint: string;
  /** `PendingConfirmation`, `Deleted`, or an ARN. */
  readonly arn: string;
}

/** Throws `NotPermitted` in place of AWS's word for it. */
export async function permitted<T>(permission: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // SNS has a word of its own for it.
    const isDenied = error instanceof Error && /^(AccessDenied|AuthorizationError)/.test(error.name);
    throw isDenied ? new NotPermitted(permission) : error;
  }
}

/** Whether there is an event bus of this name. */
export async function hasBus({ region, credentials }: Target, Name: string): Promise<boolean> {
  const { DescribeEventBusCommand, EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
  const client = new EventBridgeClient({ region, credentials });
  try {
    await permitted(permissions.bus, client.send(new DescribeEventBusCommand({ Name })));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  } finally {
    client.destroy();
  }
}

/** The streams that call a function. */
export async function eventSourcesOf(
  { region, credentials }: Target,
  FunctionName: string,
): Promise<readonly EventSource[]> {
  const path = '/2015-03-31/event-source-mappings';
  const endpoint = endpointOf('LAMBDA');
  const get = signedGet({ service: 'lambda', region, credentials, endpoint, path, query: { FunctionName } });
  const answer = JSON.parse(await permitted(permissions.sources, get)) as { EventSourceMappings?: EventSource[] };
  return answer.EventSourceMappings ?? [];
}

/** How many messages are in a queue, with those that somebody has received and not removed. */
export async function messagesIn({ region, credentials, events }: Target, QueueName: string): Promise<number> {
  const endpoint = events?.endpoint ?? endpointOf('SQS');
  const call = awsJsonCaller({ service: 'sqs', target: 'AmazonSQS', region, credentials, endpoint });
  const { QueueUrl } = await permitted(
    permissions.queueUrl,
    call<{ readonly QueueUrl: string }>('GetQueueUrl', { QueueName }),
  );
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const { Attributes } = await permitted(
    permissions.queue,
    call<{ readonly Attributes: Readonly<Record<string, string>> }>('GetQueueAttributes', { QueueUrl, AttributeNames }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

/** All alarms whose names begin like this. */
export async function alarmsLike(
  { region, credentials }: Target,
  AlarmNamePrefix: string,
): Promise<readonly DeployedAlarm[]> {
  const call = awsJsonCaller({
    service: 'monitoring',
    target: 'GraniteServiceVersion20100801',
    region,
    credentials,
    endpoint: endpointOf('CLOUDWATCH'),
  });
  const alarms: DeployedAlarm[] = [];
  for (let NextToken: string | undefined; ; ) {
    const input = { AlarmNamePrefix, AlarmTypes: ['MetricAlarm'], NextToken };
    const page = await permitted(permissions.alarms, call<AlarmPage>('DescribeAlarms', input));
    alarms.push(...(page.MetricAlarms ?? []));
    if (page.NextToken === undefined) return alarms;
    ({ NextToken } = page);
  }
}

interface AlarmPage {
  readonly MetricAlarms?: readonly DeployedAlarm[];
  readonly NextToken?: string;
}

/** Who is told of what goes to a topic, up to the 100 of the first page. */
export async function subscriptionsOf({ credentials }: Target, TopicArn: string): Promise<readonly Subscription[]> {
  // arn:aws:sns:eu-west-1:111122223333:name
  const region = TopicArn.split(':')[3] ?? '';
  const query = { Action: 'ListSubscriptionsByTopic', Version: '2010-03-31', TopicArn };
  const get = signedGet({ service: 'sns', region, credentials, endpoint: endpointOf('SNS'), path: '/', query });
  return elementsIn(await permitted(permissions.subscriptions, get), 'member').map((member) => ({
    endpoint: textOf(member, 'Endpoint') ?? '',
    arn: textOf(member, 'SubscriptionArn') ?? '',
  }));
}

/** As the AWS SDK reads it. */
function endpointOf(service: string): string | undefined {
  return process.env[`AWS_ENDPOINT_URL_${service}`] || process.env.AWS_ENDPOINT_URL || undefined;
}
