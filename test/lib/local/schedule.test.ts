import { describe, expect, test } from '@jest/globals';
import { startSchedules, toSchedule } from '#lib/local/schedule.ts';
import type { FunctionDefinition, Resource } from '#lib/local/template.ts';

const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:expiry';
const functions = [{ name: 'expiry', arn }] as unknown as FunctionDefinition[];
const read = (properties: Record<string, unknown>) =>
  toSchedule(
    { property: (name: string) => properties[name], refuse: (what: string) => new Error(what) } as unknown as Resource,
    functions,
  );

describe('a rule with a schedule', () => {
  test.each([
    ['rate(1 day)', 86_400_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
  ])('%s calls its function every %d milliseconds', (ScheduleExpression, period) => {
    const properties = { ScheduleExpression, Targets: [{ Id: 'Target0', Arn: `${arn}:live` }] };
    expect(read(properties)).toEqual({ functionName: 'expiry', period });
  });

  test('is none without a schedule', () => expect(read({ EventPattern: {} })).toBeUndefined());

  test.each([
    [{ ScheduleExpression: 'cron(0 3 * * ? *)' }, 'its ScheduleExpression is cron'],
    [{ ScheduleExpression: 'rate(1 day)', Targets: [{ Arn: 'arn:aws:sqs:x' }] }, 'its target is no function'],
  ])('with %j is refused', (properties, what) => {
    expect(() => read(properties)).toThrow(what);
  });

  test('calls at once, and not when it is over', () => {
    const called: string[] = [];
    const stop = startSchedules([{ functionName: 'expiry', period: 86_400_000 }], async (name) => called.push(name));
    stop();
    expect(called).toEqual(['expiry']);
  });
});
