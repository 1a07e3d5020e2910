/** Rules of EventBridge that call a function by the clock: at the start of the stack, and then as often as they say. */
import { isArnOf } from './function-arn.ts';
import type { FunctionDefinition, Resource } from './template.ts';

export interface ScheduleDefinition {
  readonly functionName: string;
  /** In milliseconds. */
  readonly period: number;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Undefined for a rule without a schedule. Throws, as `resource.refuse` does, for another schedule than a rate. */
export function toSchedule(
  { property, refuse }: Resource,
  functions: readonly FunctionDefinition[],
): ScheduleDefinition | undefined {
  const given = property('ScheduleExpression');
  if (given === undefined) return undefined;
  const expression = typeof given === 'string' ? given : JSON.stringify(given);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitLength = units[unit];
  if (unitLength === undefined) throw refuse(`its ScheduleExpression is ${expression}`);
  const [target] = property('Targets') as readonly { readonly Arn: string }[];
  const called = functions.find((one) => isArnOf(target?.Arn, one));
  if (called === undefined) throw refuse('its target is no function of this assembly');
  return { functionName: called.name, period: Number(count) * unitLength };
}

/** Starts to call; answers what ends that. */
export function startSchedules(
  schedules: readonly ScheduleDefinition[],
  invoke: (functionName: string, event: string) => Promise<unknown>,
): () => void {
  const call = (functionName: string) =>
    void invoke(functionName, JSON.stringify({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }));
  const timers = schedules.map(({ functionName, period }) => {
    call(functionName);
    return setInterval(() => call(functionName), period).unref();
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
