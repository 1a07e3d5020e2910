/** The event source mappings of a running stack: which streams are read, and from where on after a restart. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSourceDefinition } from './event-source.ts';
import type { FunctionHost } from './function-host.ts';
import { invocationRecord } from './invocation-record.ts';
import { writeWhole } from './secret-store.ts';
import { type BatchLine, pollStream } from './stream-poller.ts';
import { type StreamEvent, TableStream } from './table-stream.ts';

export interface EventSourcesOptions {
  readonly sources: readonly EventSourceDefinition[];
  /** Of the engine. */
  readonly endpoint: string;
  readonly functions: FunctionHost;
  /** Where the places are kept between runs; without it they are forgotten. */
  readonly file?: string | undefined;
  readonly onBatch?: ((line: BatchLine) => void) | undefined;
  /** Gets what goes to the queue of a source that has one. */
  readonly sendToQueue?: ((queue: string, body: string) => void) | undefined;
  /** Told in a sentence why a stream is read no more, although nobody stopped it. */
  readonly onEnd?: ((reason: string) => void) | undefined;
}

export interface EventSources {
  /** Hands on nothing more. */
  stop(): void;
  /** Resolves when nothing is read any more: after `stop`, and when what is being invoked has ended. */
  readonly ended: Promise<void>;
}

/** How far the stream of a table is done. */
interface Place {
  readonly tableId: string;
  readonly after: string;
}

/** Starts to hand on records. One that is read anew begins where the template says. */
export async function startEventSources({
  sources,
  endpoint,
  functions,
  file,
  onBatch,
  sendToQueue,
  onEnd,
}: EventSourcesOptions): Promise<EventSources> {
  const controller = new AbortController();
  const { signal } = controller;
  const rest = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const places = readPlaces(file);
  const start = async (source: EventSourceDefinition): Promise<() => Promise<void>> => {
    const name = `${source.tableName} ${source.functionName}`;
    const stream = await TableStream.open(endpoint, source.tableName);
    const onDone = (after: string) => {
      places[name] = { tableId: stream.tableId, after };
      if (file !== undefined) writeWhole(file, JSON.stringify(places));
    };
    const place = places[name];
    if (place?.tableId === stream.tableId) {
      await stream.seek(place.after);
    } else {
      await stream.seek(undefined);
      if (source.startingPosition === 'LATEST') while ((await stream.read()).length > 0);
    }
    const read = () => stream.read();
    const invoke = (event: string) => functions.invoke(source.functionName, event);
    const onDropped = (records: readonly StreamEvent[], tries: number) => {
      if (source.onFailure !== undefined) sendToQueue?.(source.onFailure, invocationRecord(stream, records, tries));
    };
    return () => pollStream({ source, read, invoke, onDone, onBatch, onDropped, signal, rest, now: Date.now });
  };
  const polls = await Promise.all(sources.map(start));
  const ended = Promise.all(
    polls.map((poll) =>
      poll().catch((error: unknown) => {
        if (!signal.aborted) onEnd?.(`A stream is read no more: ${String(error)}`);
      }),
    ),
  );
  return {
    stop: () => controller.abort(),
    ended: ended.then(() => undefined),
  };
}

function readPlaces(file: string | undefined): Record<string, Place> {
  try {
    return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Place>);
  } catch {
    return {};
  }
}
