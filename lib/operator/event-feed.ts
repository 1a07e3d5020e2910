import type { BusEvent } from '../local/event-bus.ts';

export interface FeedOptions {
  /** Begins behind this place, with 0 at the oldest event that is kept; else with what comes from now on. */
  readonly after?: number;
  /** Ends it by throwing. */
  readonly signal?: AbortSignal;
}

/** The events of a local stack's feed; ends when the stack does. Throws as `fetch` does. */
export async function* readEventFeed(feed: string, { after, signal }: FeedOptions = {}): AsyncGenerator<BusEvent> {
  const answer = await fetch(after === undefined ? feed : `${feed}?after=${after}`, signal && { signal });
  if (answer.body === null || !answer.ok) throw new Error(`${feed} was answered with ${answer.status}.`);
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + chunk).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = message.split('\n').find((line) => line.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as BusEvent;
    }
  }
}

/** An event in one line, for a person. */
export function describeEvent({ 'detail-type': type, detail }: BusEvent): string {
  const { tenant, subject, attributes, member, omitted } = detail;
  const name = (member as { readonly display?: string } | undefined)?.display;
  const parts = [
    type,
    tenant,
    subject,
    ...(Array.isArray(attributes) ? [attributes.join(' ')] : []),
    ...(name === undefined ? [] : [name]),
    ...(Array.isArray(omitted) ? [`without ${omitted.join(' ')}`] : []),
  ];
  return parts.map(String).join('  ');
}
