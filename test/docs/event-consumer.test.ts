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
    expect(application.membersOf(staff)).toEqual(new Set(['2819c223-7f76-453a-919d-413861904646']));
  });

  test('brings no group back whose members leave after it, or whose earlier events come late', () => {
    const { application } = after(of('Group.Created', 'Group.MemberAdded', 'Group.Deleted', 'Group.MemberRemoved'));
    expect(application.membersOf(staff)).toBeUndefined();
    for (const late of of('Group.Updated', 'Group.MemberAdded', 'Group.Created')) application.receive(late);
    expect(application.membersOf(staff)).toBeUndefined();
    expect(after(of('Group.Deleted', 'Group.MemberAdded')).application.membersOf(staff)).toBeUndefined();
  });

  test('has a user again who was brought back after the deletion', () => {
    const [created, deleted] = of('User.Created', 'User.Deleted') as [RollcallEvent, RollcallEvent];
    const back = { detail: { ...created.detail, id: 'back', sequence: '9'.repeat(40) } } as RollcallEvent;
    const { application, outcomes } = after([created, deleted, back, { ...deleted }]);
    expect(outcomes).toEqual(['applied', 'applied', 'applied', 'duplicate']);
    expect(application.accounts.get(ada)?.active).toBe(true);
  });

  const living = ['User.Created', 'User.Updated', 'User.Deactivated', 'User.Reactivated'];
  const standing = ['Group.Created', 'Group.Updated', 'Group.MemberAdded'];

  test.each<[string, readonly string[]]>([
    ['people and groups that are there', [...living, ...standing]],
    ['members who left', [...living, ...standing, 'Group.MemberRemoved']],
    ['a group that was deleted', [...living, ...standing, 'Group.Deleted']],
    ['all that was deleted', [...living, ...standing, 'User.Deleted', 'Group.Deleted', 'Group.MemberRemoved']],
  ])('ends the same whatever the order and however often events come: %s', (_, types) => {
    const life = of(...types);
    const kept = ({ application }: ReturnType<typeof after>) => [application.accounts, application.membersOf(staff)];
    const inOrder = kept(after(life));
    expect(inOrder[1] === undefined).toBe(types.includes('Group.Deleted'));
    const order = fc.shuffledSubarray([...life, ...life], { minLength: 2 * life.length });
    fc.assert(
      fc.property(order, (received) => {
        expect(kept(after(received))).toEqual(inOrder);
      }),
      propertyRuns,
    );
  });
});
