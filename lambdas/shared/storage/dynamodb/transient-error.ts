/** Which failures of DynamoDB pass by themselves, and which say that a condition did not hold. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

/** An item as an error carries it: the SDK does not translate those. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** The writes whose condition did not hold, by their place, each with the item that was there, if there was one. */
export interface FailedConditions extends ReadonlyMap<number, StoredItem | undefined> {
  /** Whether the call was made more than once, so that one before may have taken effect although its answer was lost. */
  readonly isRepeated: boolean;
}

/** The rate of a partition or of the table: keys begin with the tenant, so it is that of one directory. */
const throttled = new Set([
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
]);
const transientNames = new Set([
  ...throttled,
  'AbortError',
  'InternalServerError',
  'LimitExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const transientCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
const transientReasons = new Set([...throttled, 'TransactionConflict']);

/** The conditions that did not hold; undefined when `error` is of another kind. `calls` were made of the client. */
export function failedConditions(error: unknown, calls: number): FailedConditions | undefined {
  const failed = failuresOf(error);
  if (failed.length === 0) return undefined;
  const { $metadata } = error as { readonly $metadata?: { readonly attempts?: number } };
  return Object.assign(new Map(failed), { isRepeated: calls > 1 || ($metadata?.attempts ?? 1) > 1 });
}

function failuresOf(error: unknown): readonly (readonly [number, StoredItem | undefined])[] {
  if (error instanceof ConditionalCheckFailedException) return [[0, error.Item]];
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).flatMap((reason, place) =>
    reason.Code === 'ConditionalCheckFailed' ? [[place, reason.Item] as const] : [],
  );
}

/** Whether the call came too fast after others on the same data, and not into another's way. */
export function isThrottled(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return error instanceof Error && throttled.has(error.name);
  return (error.CancellationReasons ?? []).some(({ Code }) => throttled.has(Code ?? ''));
}

/** Whether the same call may succeed in a moment: throttling, a conflict with another transaction, a lost connection. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
    return codes.length > 0 && codes.every((code) => transientReasons.has(code));
  }
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  return transientNames.has(error.name) || transientCodes.has(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500;
}
