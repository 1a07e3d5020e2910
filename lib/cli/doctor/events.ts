/** Whether change events get from the table to the bus: on one machine by looking, in AWS by what they pass through. */
import { readEventFeed } from '../../operator/event-feed.ts';
import { functionNameOf, type Stage, stageNamed } from '../../stage.ts';
import { CommandError } from '../command-error.ts';
import type { Target } from '../target.ts';
import { eventSourcesOf, hasBus, messagesIn } from './aws-calls.ts';
import { find, type OnFinding } from './finding.ts';
import type { Exercised } from './scim-exercise.ts';

/** How long an event may take, in milliseconds: on a busy machine far more than the function needs. */
const patience = 10_000;

/** `exercised`: whose events are to arrive; undefined where nothing was changed. */
export async function examineEvents(
  target: Target,
  exercised: Exercised | undefined,
  onFinding: OnFinding,
): Promise<void> {
  const { deployed, events } = target;
  if (events !== undefined && exercised !== undefined) {
    await find(onFinding, {
      check: 'events',
      target,
      act: () => mustArrive(events.feed, exercised, patience),
      detail: (types) => `${types.join(', ')} arrived`,
    });
  }
  const stage = stageNamed(deployed?.stage ?? 'dev');
  if (deployed !== undefined) await examineChannel(target, stage, onFinding);
  if (events === undefined && deployed === undefined) return;
  await find(onFinding, {
    check: 'undelivered',
    act: () => mustBeEmpty(target, stage),
    detail: () => 'no event waits to be sent again',
  });
}

/** The types of the events, in the order in which they came. Throws `CommandError` when they are not there in time. */
async function mustArrive(feed: string, { events, subject }: Exercised, within: number): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(within);
  const missing = new Set(events);
  try {
    for await (const { 'detail-type': type, detail } of readEventFeed(feed, { after: 0, signal })) {
      if (detail.subject === subject) missing.delete(type);
      if (missing.size === 0) return events;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  throw new CommandError(
    `${[...missing].join(', ')} did not arrive within ${within / 1_000} s.`,
    'The terminal of npm start says why where the function of events fails, or its stream has ended: look there for STREAM and DENIED.',
  );
}

async function examineChannel(target: Target, stage: Stage, onFinding: OnFinding): Promise<void> {
  await find(onFinding, {
    check: 'event bus',
    act: async () => {
      if (await hasBus(target, stage.eventBus)) return;
      throw new CommandError(`There is no event bus ${stage.eventBus} in ${target.region}.`, deployAgain(stage));
    },
    detail: () => stage.eventBus,
  });
  const functions = ['events', 'sweep'].map((folder) => functionNameOf(stage, folder));
  await find(onFinding, {
    check: 'stream',
    act: async () => {
      for (const name of functions) await mustRead(target, stage, name);
    },
    detail: () => `read by ${functions.join(' and ')}`,
  });
}

/** Throws `CommandError` unless the function gets what happens to the table. */
async function mustRead(target: Target, stage: Stage, functionName: string): Promise<void> {
  const [source] = await eventSourcesOf(target, functionName);
  if (source === undefined) {
    throw new CommandError(`${functionName} reads no stream: its event source mapping is gone.`, deployAgain(stage));
  }
  const { LastProcessingResult: result = '', State: state, StateTransitionReason: reason, UUID: id } = source;
  if (/^(Creating|Enabling|Updating)$/.test(state)) {
    throw new CommandError(`${functionName} does not read its stream yet (${state}).`, 'Ask again in a minute.');
  }
  if (state !== 'Enabled') {
    throw new CommandError(
      `${functionName} does not read its stream (${reason === undefined ? state : `${state}: ${reason}`}).`,
      `The stream keeps what happens for 24 hours (docs/runbooks/events-stopped.md): aws lambda update-event-source-mapping --uuid ${id} --enabled`,
    );
  }
  if (result.startsWith('PROBLEM')) {
    throw new CommandError(
      `${functionName} fails on what it reads (${result}).`,
      `Look into the log group /aws/lambda/${functionName}.`,
    );
  }
}

function deployAgain({ name }: Stage): string {
  return `Deploy it again: npm run deploy -- --stage ${name}.`;
}

async function mustBeEmpty(target: Target, { eventDeadLetterQueue: queue, name }: Stage): Promise<void> {
  const waiting = await messagesIn(target, queue);
  if (waiting === 0) return;
  const stage = target.deployed === undefined ? '' : ` --stage ${name}`;
  throw new CommandError(
    `${waiting} undelivered ${waiting === 1 ? 'event waits' : 'events wait'} in the queue ${queue}.`,
    `Mend what kept them (docs/runbooks/events-undelivered.md), then: npx rollcall events redrive${stage}`,
  );
}
