import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RollcallEvent } from '../../docs/events/rollcall-events.ts';
import { Application } from '../../docs/examples/event-consumer.ts';
import { propertyRuns } from '../support/property-runs.ts';
import { examples } from './events-page.ts';

const events = examples as unknown as readonly RollcallEvent[];
const of = (...types: readonly string[]) =>
  types.map((type) => events.find((event) => event['detail-type'] === type) as RollcallEvent);
const ada = 'acme /Users/2819c223-7f76-453a-919d-413861904646';
const staff = 'acme /Groups/e9e30dba-f08f-4109-8486-d5c6a331660a';

function after(received: readonly RollcallEvent[]) {
  const application = new Application();
  const outcomes = received.map((event) => application.receive(event));
  return { application, outcomes };
}

describe('the sample consumer', () => {
  test('knows who may log in, and logs out who may not', () => {
    const { application } = after(of('User.Created', 'User.Updated', 'User.Deactivated'));
    expect(application.accounts.get(ada)).toEqual({ userName: 'ada@example.com', active: false });
    expect(application.loggedOut).toEqual([ada]);
  });

  test('takes an event once, however often it comes', () => {
    const [created, deactivated] = of('User.Created', 'User.Deactivated');
    const { application, outcomes } = after([created, deactivated, created, deactivated] as RollcallEvent[]);
    expect(outcomes).toEqual(['applied', 'applied', 'duplicate', 'duplicate']);
    expect(application.loggedOut).toEqual([ada]);
  });

  test('lets nobody in again because an older event comes late', () => {
    const { application, outcomes } = after(of('User.Deactivated', 'User.Updated', 'User.Created'));
    expect(outcomes).toEqual(['applied', 'stale', 'stale']);
    expect(application.accounts.get(ada)?.active).toBe(false);
  });

  test('knows who is in a group that it has not heard of yet', () => {
    const { application } = after(of('Group.MemberAdded', 'Group.Created'));
    expect(application.groups.get(staff)).toEqual(new Set(['2819c223-7f76-453a-919d-413861904646']));
  });

  test('ends with the same people whatever the order and however often events come', () => {
    const people = events.filter(
      (event) => event['detail-type'].startsWith('User.') && event['detail-type'] !== 'User.Deleted',
    );
    const order = fc.shuffledSubarray([...people, ...people], { minLength: 2 * people.length });
    fc.assert(
      fc.property(order, (received) => {
        expect(after(received).application.accounts).toEqual(after(people).application.accounts);
      }),
      propertyRuns,
    );
  });
});
