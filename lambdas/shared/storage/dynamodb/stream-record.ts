/** What happened in a directory that a sweep may have to finish, as the records of the table's stream tell it. */
import { isResourceId, resourceOf } from './keys.ts';

/** The part of a record that is read; images are in DynamoDB's own JSON. */
export interface StreamRecord {
  readonly eventName?: string | undefined;
  readonly dynamodb?:
    | {
        readonly ApproximateCreationDateTime?: number | undefined;
        readonly SequenceNumber?: string | undefined;
        readonly Keys?: Image | undefined;
        readonly NewImage?: Image | undefined;
        readonly OldImage?: Image | undefined;
      }
    | undefined;
}

/** The event that a function gets of a stream. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/**
 * What Lambda is told of a batch: from this record on it is sent again.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export type Image = Readonly<Record<string, { readonly S?: string; readonly M?: Image; readonly N?: string }>>;

/** `changeStaged`: a change of many memberships was committed, and none of them is written yet. */
export interface DirectoryRecord {
  readonly kind: 'changeStaged' | 'resourceDeleted';
  readonly tenant: string;
  /** Name of a resource type. */
  readonly type: string;
  readonly id: string;
  /** In milliseconds since the epoch; the stream knows it to a second. */
  readonly at: number;
}

/** What a record tells; undefined when it is about none of the above. */
export function readStreamRecord({ eventName, dynamodb = {} }: StreamRecord): DirectoryRecord | undefined {
  const { ApproximateCreationDateTime = 0, Keys, NewImage } = dynamodb;
  const resource = resourceOf(Keys?.pk?.S ?? '');
  const id = Keys?.sk?.S ?? '';
  if (resource === undefined || !isResourceId(id)) return undefined;
  const subject = { ...resource, id, at: ApproximateCreationDateTime * 1_000 };
  if (eventName === 'REMOVE') return { kind: 'resourceDeleted', ...subject };
  if (NewImage?.change?.M?.next?.N === '0') return { kind: 'changeStaged', ...subject };
  return undefined;
}
