/** The stream of a test table, and the filters through which a function of the template sees it. */
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { type EventFilter, parseEventFilter } from '#lib/local/event-filter.ts';
import { type StreamEvent, TableStream } from '#lib/local/table-stream.ts';
import type { TestTable } from './engine.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

/** Of the event source mapping whose logical id begins with `id`. */
export function filtersOf(id: string): readonly EventFilter[] {
  return resourcesOf(synthesize().api, 'AWS::Lambda::EventSourceMapping')
    .filter(([logicalId]) => logicalId.startsWith(id))
    .flatMap(([, { Properties }]) => {
      const { Filters } = Properties.FilterCriteria as { readonly Filters: readonly { readonly Pattern: string }[] };
      return Filters.map(({ Pattern }) => parseEventFilter(Pattern));
    });
}

/** Switches the stream of a table on; answers what gives the records since the last call. */
export async function readStreamOf({ client, tableName }: TestTable): Promise<() => Promise<readonly StreamEvent[]>> {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  const stream = await TableStream.open(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '', tableName);
  await stream.seek(undefined);
  return async () => {
    const records: StreamEvent[] = [];
    for (let page = await stream.read(); page.length > 0; page = await stream.read()) records.push(...page);
    return records;
  };
}
