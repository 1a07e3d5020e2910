/** What the role of each function allows, by the template, and what Lambda itself does in that role. */

import { isArnOf } from '../function-arn.ts';
import { isRecord } from '../intrinsics.ts';
import type { Resource } from '../template.ts';
import { type Access, readStatements, type Statement } from './identity-policy.ts';

export interface FunctionRole {
  readonly functionName: string;
  /** As it signs its calls here. */
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** What Lambda does for the function in its role, without a line of the function's own. */
  readonly ofLambda: readonly Access[];
}

export interface RoleSources {
  readonly functions: readonly Resource[];
  readonly roles: readonly Resource[];
  /** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
  readonly policies: readonly Resource[];
  readonly eventSources: readonly Resource[];
}

/** Throws, as `refuse` of the resource does, for policies whose content no template holds. */
export function readFunctionRoles(sources: RoleSources): readonly FunctionRole[] {
  return sources.functions.map((resource) => {
    const functionName = resource.name();
    const given = resource.property('Role');
    const arn = typeof given === 'string' ? given : '';
    const role = sources.roles.find((one) => one.arn() === arn);
    return {
      functionName,
      arn: `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${functionName}`,
      statements: role === undefined ? [] : statementsOf(role, sources.policies),
      ofLambda: [...loggingBy(resource), ...tracingBy(resource), ...pollingFor(resource, sources.eventSources)],
    };
  });
}

function statementsOf(role: Resource, policies: readonly Resource[]): readonly Statement[] {
  if (role.properties.includes('ManagedPolicyArns')) {
    throw role.refuse('it has ManagedPolicyArns, whose statements are not in the template');
  }
  const inline = listOf(role.property('Policies')).map((policy) =>
    readStatements(isRecord(policy) ? policy.PolicyDocument : undefined, role.refuse),
  );
  const attached = policies
    .filter(({ property }) => listOf(property('Roles')).includes(role.name()))
    .map(({ property, refuse }) => readStatements(property('PolicyDocument'), refuse));
  return [...inline, ...attached].flat();
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
function loggingBy(resource: Resource): readonly Access[] {
  const { region, account } = placeOf(resource.arn());
  const config = resource.property('LoggingConfig');
  const given = isRecord(config) ? config.LogGroup : undefined;
  const group = typeof given === 'string' ? given : `/aws/lambda/${resource.name()}`;
  const stream = `arn:aws:logs:${region}:${account}:log-group:${group}:log-stream:local`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource: stream }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
function tracingBy(resource: Resource): readonly Access[] {
  const config = resource.property('TracingConfig');
  if (!isRecord(config) || config.Mode !== 'Active') return [];
  return ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({ action, resource: '*' }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
function pollingFor(resource: Resource, eventSources: readonly Resource[]): readonly Access[] {
  const own = { name: resource.name(), arn: resource.arn() };
  return eventSources
    .filter(({ property }) => {
      const called = property('FunctionName');
      return called === own.name || isArnOf(called, own);
    })
    .flatMap(({ property }) => [
      ...readingOf(String(property('EventSourceArn'))),
      ...failureOf(property('DestinationConfig')),
    ]);
}

function readingOf(source: string): readonly Access[] {
  if (placeOf(source).service !== 'dynamodb') return [];
  const reading = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
  return [
    ...reading.map((action) => ({ action, resource: source })),
    { action: 'dynamodb:ListStreams', resource: source.replace(/[^/]+$/, '*') },
  ];
}

/** Where Lambda puts what a mapping gives up. */
function failureOf(config: unknown): readonly Access[] {
  const onFailure = isRecord(config) ? config.OnFailure : undefined;
  const destination = isRecord(onFailure) ? onFailure.Destination : undefined;
  if (typeof destination !== 'string') return [];
  const action = placeOf(destination).service === 'sns' ? 'sns:Publish' : 'sqs:SendMessage';
  return [{ action, resource: destination }];
}

function placeOf(arn: string): { readonly service: string; readonly region: string; readonly account: string } {
  const [, , service = '', region = '', account = ''] = arn.split(':');
  return { service, region, account };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
