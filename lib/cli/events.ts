/** `rollcall events` */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Command } from 'commander';
import { openDeadLetterQueue } from '#events/dead-letter-queue.ts';
import { openEventBus } from '#events/event-bus.ts';
import { schemaFileOf } from '../config/configured-stage.ts';
import { describeEvent, readEventFeed } from '../operator/event-feed.ts';
import { batchReader, redrive } from '../operator/redrive.ts';
import { readResourceTypes } from '../schema-file.ts';
import { stageNamed } from '../stage.ts';
import { CommandError } from './command-error.ts';
import { type AddCommand, type CommonOptions, type Session, toJson } from './session.ts';

export function addEvents(parent: Command, add: AddCommand): void {
  const events = parent.command('events').description('what happens to users, groups and memberships');
  add(
    events.command('follow').description('show the events of the local stack as they come, until Ctrl-C'),
    async ({ terminal, json, target }) => {
      if (target.events === undefined) {
        throw new CommandError(
          'Only the local stack has a feed of events.',
          'In AWS attach a rule to the bus (docs/events.md).',
          2,
        );
      }
      for await (const event of readEventFeed(target.events.feed)) {
        terminal.write(json ? JSON.stringify(event) : `${event.detail.time as string}  ${describeEvent(event)}`);
      }
    },
  );
  add(
    events.command('redrive').description('put on the bus what is in the queue of undelivered events'),
    async (session, options: CommonOptions) => {
      const { sent, left } = await redriveFor(session, options);
      if (session.json) session.terminal.write(toJson({ sent, left }));
      else session.terminal.write(`${sent} sent, ${left.length} left`);
      if (left.length > 0)
        throw new CommandError(left.join('\n'), 'They stay in the queue; mend the cause, and do it again.');
    },
  );
}

async function redriveFor({ target, terminal }: Session, { stage: name, url }: CommonOptions) {
  if (url !== undefined && name === undefined) {
    throw new CommandError('A URL does not tell the stage.', 'Say --stage as well.', 2);
  }
  const stage = stageNamed(name ?? 'dev');
  const { region, credentials, events } = target;
  const given = typeof credentials === 'function' ? credentials : async () => credentials;
  const at = (endpoint: string | undefined) => ({
    region,
    credentials: given,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const client = new EventBridgeClient(at(events?.endpoint));
  try {
    return await redrive({
      queue: openDeadLetterQueue({ name: stage.eventDeadLetterQueue, ...at(events?.endpoint) }),
      bus: openEventBus(client, stage.eventBus),
      readBatch: batchReader(at(events?.streams)),
      types: readResourceTypes(schemaFileOf(stage.name)),
      pause: terminal.pause,
    });
  } finally {
    client.destroy();
  }
}
