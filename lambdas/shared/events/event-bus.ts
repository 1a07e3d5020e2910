import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { type EventEntry, eventSource } from './event-entry.ts';

/** Why an entry was not taken. */
export interface Refusal {
  /** Of EventBridge, or the name of the error when the call failed as a whole. */
  readonly code: string;
  readonly message: string;
}

export interface EventBus {
  readonly name: string;
  /** Puts up to 10 entries. Resolves to one refusal, or undefined, for each; never rejects. */
  readonly put: (entries: readonly EventEntry[]) => Promise<readonly (Refusal | undefined)[]>;
}

/** The client of one execution environment. It tries twice only: whoever calls knows how much time there is. */
export function createEventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}

export function openEventBus(client: EventBridgeClient, name: string): EventBus {
  return {
    name,
    put: async (entries) => {
      const Entries = entries.map(({ type, detail }) => ({
        Source: eventSource,
        DetailType: type,
        Detail: detail,
        EventBusName: name,
      }));
      try {
        const answer = await client.send(new PutEventsCommand({ Entries }));
        return entries.map((_, index) => refusalOf(answer.Entries?.[index]));
      } catch (error) {
        const { name: code, message } = error instanceof Error ? error : new Error(String(error));
        return entries.map(() => ({ code, message }));
      }
    },
  };
}

/** Only what has an id is on the bus. */
function refusalOf(result: PutEventsResultEntry = {}): Refusal | undefined {
  if (result.EventId !== undefined && result.ErrorCode === undefined) return undefined;
  return { code: result.ErrorCode ?? 'Unknown', message: result.ErrorMessage ?? 'EventBridge gave no reason.' };
}
