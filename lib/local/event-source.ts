/** An event source mapping of the template: which records of which table's stream call which function, and how. */
import { type EventFilter, parseEventFilter } from './event-filter.ts';
import { isArnOf } from './function-arn.ts';
import type { FunctionDefinition, Resource } from './template.ts';

export interface EventSourceDefinition {
  readonly tableName: string;
  readonly functionName: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  /** In seconds. */
  readonly batchingWindow: number;
  /** A record that passes one of them is handed on; without any, each is. */
  readonly filters: readonly EventFilter[];
  /** Whether the function tells which record of a batch failed. */
  readonly reportsFailures: boolean;
  readonly bisects: boolean;
  /** How often a batch is tried again; -1 without a limit. */
  readonly maxRetries: number;
  /** In seconds; -1 without a limit. */
  readonly maxAge: number;
  /** Name of the queue that is told of batches that are dropped. */
  readonly onFailure?: string | undefined;
}

/** What is read below, or changes nothing on one machine. */
const known = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  // There is one shard, whose records are handed on in order.
  'ParallelizationFactor',
  'StartingPosition',
  'Tags',
]);

/** Throws, as `resource.refuse` does, for a source that is no table's stream and for what would be left out here. */
export function toEventSource(resource: Resource, functions: readonly FunctionDefinition[]): EventSourceDefinition {
  const { properties, property, refuse } = resource;
  const unknown = properties.find((name) => !known.has(name));
  if (unknown !== undefined) throw refuse(`it has a ${unknown}`);
  const source = String(property('EventSourceArn'));
  const tableName = /^arn:[^:]+:dynamodb:[^/]+:table\/([^/]+)\/stream\//.exec(source)?.[1];
  if (tableName === undefined) throw refuse(`its EventSourceArn is no stream of a table: ${source}`);
  const called = property('FunctionName');
  const target = functions.find((one) => called === one.name || isArnOf(called, one));
  if (target === undefined) throw refuse('its FunctionName is no function of this assembly');
  const startingPosition = property('StartingPosition');
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST') {
    throw refuse(`its StartingPosition is ${String(startingPosition)}`);
  }
  const responseTypes = property('FunctionResponseTypes');
  return {
    tableName,
    functionName: target.name,
    startingPosition,
    batchSize: Number(property('BatchSize') ?? 100),
    batchingWindow: Number(property('MaximumBatchingWindowInSeconds') ?? 0),
    filters: filtersOf(resource),
    reportsFailures: Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
    bisects: property('BisectBatchOnFunctionError') === true,
    maxRetries: Number(property('MaximumRetryAttempts') ?? -1),
    maxAge: Number(property('MaximumRecordAgeInSeconds') ?? -1),
    onFailure: queueOf(resource),
  };
}

function queueOf({ property, refuse }: Resource): string | undefined {
  const config = (property('DestinationConfig') ?? {}) as { readonly OnFailure?: { readonly Destination?: string } };
  const arn = config.OnFailure?.Destination;
  if (arn === undefined) return undefined;
  const name = /^arn:[^:]+:sqs:[^:]+:[^:]+:(.+)$/.exec(arn)?.[1];
  if (name === undefined) throw refuse(`its destination on failure is no queue: ${arn}`);
  return name;
}

function filtersOf({ property, refuse }: Resource): readonly EventFilter[] {
  const { Filters = [] } = (property('FilterCriteria') ?? {}) as { readonly Filters?: readonly { Pattern: string }[] };
  return Filters.map(({ Pattern }) => {
    try {
      return parseEventFilter(Pattern);
    } catch (error) {
      throw refuse(`of its filters ${(error as Error).message}`);
    }
  });
}
