import type { BusEvent } from '../local/event-bus.ts';

/** The events of a local stack's feed from now on, or behind the place `after`; ends when the stack does. Throws as `fetch` does. */
export async function* readEventFeed(feed: string, after?: number): AsyncGenerator<BusEvent> {
  const answer = await fetch(after === undefined ? feed : `${feed}?after=${after}`);
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
