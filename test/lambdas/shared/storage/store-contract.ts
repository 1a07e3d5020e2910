/** What every `ResourceStore` must do; run against each of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScimError } from '#scim/errors.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import type { Boundary } from '#scim/sort/position.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import type { Member, MembershipChange, ResourceStore, StoreRange } from '#storage/resource-store.ts';
import { at, group, later, state, strangers, user } from '../../../support/directory.ts';

export interface StoreFixture {
  /** A store of an empty directory. */
  open(): ResourceStore;
  stop(): Promise<void>;
}

export function storeContract(start: () => Promise<StoreFixture>): void {
  let fixture: StoreFixture;
  beforeAll(async () => {
    fixture = await start();
  });
  afterAll(() => fixture.stop());

  const open = () => fixture.open();

  describe('create and get', () => {
    test('gives back what was created', async () => {
      const store = open();
      const ada = user('ada', { name: { givenName: 'Ada' }, emails: [{ value: 'ada@example.com' }], active: false });
      await store.create(userType, ada);
      expect(await store.get(userType, ada.id)).toEqual(ada);
    });

    test('keeps names like __proto__ and text that is no Unicode', async () => {
      const store = open();
      const odd = user('odd \ud800', { displayName: '\ud800', title: '\u0000' });
      const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as ResourceState['document'];
      const stored = { ...odd, document: { ...odd.document, hostile } };
      await store.create(userType, stored);
      expect(JSON.stringify((await store.get(userType, odd.id))?.document)).toBe(JSON.stringify(stored.document));
    });

    test.each(['', 'x', '../x', randomUUID(), randomUUID().toUpperCase(), 'x'.repeat(5_000), '\ud800'])(
      'finds nothing under the id %j',
      async (id) => {
        const store = open();
        await store.create(userType, user('ada'));
        expect(await store.get(userType, id)).toBeUndefined();
        expect(await store.getWithMemberships(groupType, id, [])).toBeUndefined();
        expect(await store.listMembers(groupType, id)).toEqual([]);
        expect(await groupsOf(store, id)).toEqual([]);
        expect((await store.findCandidates([{ value: id }])).size).toBe(0);
      },
    );

    test('finds a resource under its own type only', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      expect(await store.get(groupType, ada.id)).toBeUndefined();
    });
  });

  describe('uniqueness', () => {
    test('a userName in other letter case is taken', async () => {
      const store = open();
      await store.create(userType, user('BJensen'));
      await expect(store.create(userType, user('bjensen'))).rejects.toMatchObject({
        status: 409,
        scimType: 'uniqueness',
        detail: expect.stringContaining('"userName"'),
      });
      expect((await store.query(userType, { startIndex: 1, count: 10 })).totalResults).toBe(1);
    });

    test('two long userNames that differ at the end only are two', async () => {
      const store = open();
      const long = 'ä'.repeat(3_000);
      await store.create(userType, user(`${long}1`));
      await store.create(userType, user(`${long}2`));
      await expect(store.create(userType, user(`${long.toUpperCase()}2`))).rejects.toMatchObject({ status: 409 });
      expect(await find(store, `userName eq "${long}1"`)).toEqual([`${long}1`]);
    });

    test('externalId and e-mail addresses may be shared', async () => {
      const store = open();
      const shared = { externalId: 'x', emails: [{ value: 'a@example.com' }, { value: 'A@example.com' }] };
      await store.create(userType, user('ada', shared));
      await store.create(userType, user('bob', shared));
      expect(await find(store, 'externalId eq "x"')).toEqual(['ada', 'bob']);
      expect(await find(store, 'emails.value eq "a@EXAMPLE.com"')).toEqual(['ada', 'bob']);
    });

    test('of 20 creates of one userName at the same time one wins', async () => {
      const store = open();
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => store.create(userType, user('ada'))));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(reasons.every((reason) => reason instanceof ScimError && reason.status === 409)).toBe(true);
      expect((await store.query(userType, { startIndex: 1, count: 10 })).totalResults).toBe(1);
    });

    test('a rename to a taken name is refused and changes nothing', async () => {
      const store = open();
      const [ada, bob] = [user('ada'), user('bob')];
      await store.create(userType, ada);
      await store.create(userType, bob);
      const rename = store.replace(userType, bob, { userName: 'ADA' }, { at: later });
      await expect(rename).rejects.toMatchObject({ status: 409, scimType: 'uniqueness' });
      expect(await store.get(userType, bob.id)).toEqual(bob);
    });

    test('a rename frees the old name, and other letters of the same name are no conflict', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      const capital = await store.replace(userType, ada, { userName: 'ADA' }, { at: later });
      await store.replace(userType, capital as ResourceState, { userName: 'eve' }, { at: later });
      await store.create(userType, user('ada'));
      expect(await find(store, 'userName eq "Eve"')).toEqual(['eve']);
    });

    test('a deleted user frees the name', async () => {
      const store = open();
      const ada = user('ada', { externalId: 'x' });
      await store.create(userType, ada);
      expect(await store.delete(userType, ada, { at: later })).toBe(true);
      await store.create(userType, user('ADA'));
      expect(await find(store, 'externalId eq "x"')).toEqual([]);
    });
  });

  describe('replace', () => {
    test('counts the version up and keeps `created`', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      const after = await store.replace(userType, ada, { userName: 'ada', title: 'Countess' }, { at: later });
      expect(after).toEqual({
        ...ada,
        version: 2,
        lastModified: later,
        document: { userName: 'ada', title: 'Countess' },
      });
      expect(await store.get(userType, ada.id)).toEqual(after);
    });

    test.each<JsonObject>([{ title: 'Countess' }, { userName: 'lovelace' }])(
      'of a stale version with %j writes nothing',
      async (change) => {
        const store = open();
        const ada = user('ada');
        await store.create(userType, ada);
        const current = await store.replace(userType, ada, { userName: 'ada', title: 'x' }, { at: later });
        expect(await store.replace(userType, ada, { userName: 'ada', ...change }, { at: later })).toBeUndefined();
        expect(await store.get(userType, ada.id)).toEqual(current);
        expect(await find(store, 'userName eq "lovelace"')).toEqual([]);
      },
    );

    test('of a resource that is gone answers undefined', async () => {
      const store = open();
      expect(await store.replace(userType, user('ada'), { userName: 'eve' }, { at: later })).toBeUndefined();
      expect(await find(store, 'userName eq "eve"')).toEqual([]);
    });

    test('of ten at the same time on one version one wins', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      const titles = Array.from({ length: 10 }, (_, i) => ({ userName: 'ada', title: String(i) }));
      const results = await Promise.all(
        titles.map((document) => store.replace(userType, ada, document, { at: later })),
      );
      expect(results.filter((result) => result !== undefined)).toHaveLength(1);
      expect((await store.get(userType, ada.id))?.version).toBe(2);
    });

    test('keeps index entries in step with the document', async () => {
      const store = open();
      const ada = user('ada', { externalId: '1', emails: [{ value: 'a@x.org' }, { value: 'b@x.org' }] });
      await store.create(userType, ada);
      const document = { userName: 'ada', emails: [{ value: 'b@x.org' }, { value: 'c@x.org' }] };
      await store.replace(userType, ada, document, { at: later });
      expect(await find(store, 'externalId eq "1"')).toEqual([]);
      expect(await find(store, 'emails.value eq "a@x.org"')).toEqual([]);
      expect(await find(store, 'emails.value eq "b@x.org"')).toEqual(['ada']);
      expect(await find(store, 'emails.value eq "c@x.org"')).toEqual(['ada']);
    });
  });

  describe('members', () => {
    const sizes = [1, 99, 100, 250, 1_000];

    test.each(sizes)('a group is created with %d of them', async (size) => {
      const store = open();
      const [staff, members] = [group('Staff'), strangers(size)];
      await store.create(groupType, staff, members);
      expect(await store.get(groupType, staff.id)).toEqual(staff);
      expect(await store.listMembers(groupType, staff.id)).toEqual(members);
    });

    test.each(sizes)('%d are added, replaced by others and removed', async (size) => {
      const store = open();
      const [staff, first, second] = [group('Staff'), strangers(size), strangers(size)];
      await store.create(groupType, staff);
      const change = (members: MembershipChange, before: ResourceState) =>
        mustBeDone(store.replace(groupType, before, staff.document, { at: later, members, requireVersion: true }));
      const added = await change({ add: first, remove: [] }, staff);
      expect(added).toEqual({ ...staff, version: 2, lastModified: later });
      expect(await store.listMembers(groupType, staff.id)).toEqual(first);
      const replaced = await change({ add: second, remove: first.map(({ value }) => value) }, added);
      expect(await store.listMembers(groupType, staff.id)).toEqual(second);
      await change({ add: [], remove: second.map(({ value }) => value) }, replaced);
      expect(await store.listMembers(groupType, staff.id)).toEqual([]);
      expect((await store.get(groupType, staff.id))?.version).toBe(4);
    });

    test.each([1, 250])('a change of %d and of the document is one step', async (size) => {
      const store = open();
      const [staff, members] = [group('Staff'), strangers(size)];
      await store.create(groupType, staff);
      const options = { at: later, members: { add: members, remove: [] } };
      const after = await store.replace(groupType, staff, { displayName: 'Team' }, options);
      expect(after).toMatchObject({ version: 2, document: { displayName: 'Team' } });
      expect(await names(store, groupType, 'displayName eq "team"')).toEqual(['Team']);
      expect(await names(store, groupType, 'displayName eq "staff"')).toEqual([]);
      const stale = { at: later, members: { add: [], remove: members.map(({ value }) => value) } };
      expect(await store.replace(groupType, staff, { displayName: 'Old' }, stale)).toBeUndefined();
      expect(await store.listMembers(groupType, staff.id)).toEqual(members);
    });

    test.each([1, 250])('%d cannot be added twice or removed twice', async (size) => {
      const store = open();
      const [staff, members, others] = [group('Staff'), strangers(size), strangers(size)];
      await store.create(groupType, staff, members);
      const ids = (list: readonly Member[]) => list.map(({ value }) => value);
      for (const change of [
        { add: [...others.slice(1), ...members.slice(0, 1)], remove: [] },
        { add: others, remove: [...ids(members).slice(1), randomUUID()] },
      ]) {
        expect(await store.replace(groupType, staff, staff.document, { at: later, members: change })).toBeUndefined();
      }
      expect(await store.get(groupType, staff.id)).toEqual(staff);
      expect(await store.listMembers(groupType, staff.id)).toEqual(members);
    });

    test.each([1, 250])('a change of %d that demands the version is refused on another', async (size) => {
      const store = open();
      const staff = group('Staff');
      await store.create(groupType, staff);
      await store.replace(groupType, staff, staff.document, { at: later, members: { add: strangers(1), remove: [] } });
      const options = { at: later, members: { add: strangers(size), remove: [] }, requireVersion: true };
      expect(await store.replace(groupType, staff, staff.document, options)).toBeUndefined();
      expect(await store.listMembers(groupType, staff.id)).toHaveLength(1);
    });

    test('32 adds at the same time lose nothing', async () => {
      const store = open();
      const [staff, members] = [group('Staff'), strangers(32)];
      await store.create(groupType, staff);
      const adds = members.map((member) => ({ at: later, members: { add: [member], remove: [] } }));
      const results = await Promise.all(adds.map((add) => store.replace(groupType, staff, staff.document, add)));
      expect(results.every((result) => result !== undefined)).toBe(true);
      expect(await store.listMembers(groupType, staff.id)).toEqual(members);
      expect((await store.get(groupType, staff.id))?.version).toBe(33);
    });

    test('large and small changes at the same time lose nothing', async () => {
      const store = open();
      const [staff, members] = [group('Staff'), strangers(700)];
      // Whoever finishes another's change leaves out those who are gone.
      await Promise.all(members.map(({ value }) => store.create(userType, state({ userName: value }, value))));
      await store.create(groupType, staff);
      const parts = [members.slice(0, 300), members.slice(300, 600), ...members.slice(600).map((member) => [member])];
      const options = parts.map((add) => ({ at: later, members: { add, remove: [] } }));
      await Promise.all(options.map((add) => mustBeDone(store.replace(groupType, staff, staff.document, add))));
      expect(await store.listMembers(groupType, staff.id)).toEqual(members);
      expect((await store.get(groupType, staff.id))?.version).toBe(1 + parts.length);
    });

    test('a view tells of the named ids only', async () => {
      const store = open();
      const [ada, bob, staff, team] = [
        user('ada', { displayName: 'Ada L.' }),
        user('bob'),
        group('Staff'),
        group('Team'),
      ];
      await Promise.all([ada, bob].map((each) => store.create(userType, each)));
      await store.create(groupType, team);
      await store.create(groupType, staff, [{ value: ada.id, type: 'User' }, ...strangers(3)]);
      const named = [ada.id, bob.id, team.id, randomUUID(), 'x', ''].map((value) => ({ value }));
      const view = await store.getWithMemberships(groupType, staff.id, [...named, { value: ada.id }]);
      expect(view?.resource).toEqual(staff);
      expect([...(view?.present ?? [])]).toEqual([ada.id]);
      expect(view?.candidates).toEqual(
        new Map([
          [ada.id, { value: ada.id, type: 'User', display: 'Ada L.' }],
          [bob.id, { value: bob.id, type: 'User', display: 'bob' }],
          [team.id, { value: team.id, type: 'Group', display: 'Team' }],
        ]),
      );
      const wrong = await store.getWithMemberships(groupType, staff.id, [{ value: ada.id, type: 'Group' }]);
      expect(wrong?.candidates.size).toBe(0);
      expect(wrong?.present.has(ada.id)).toBe(true);
    });

    test('a view of 250 named ids is complete', async () => {
      const store = open();
      const [staff, members] = [group('Staff'), strangers(250)];
      await store.create(groupType, staff, members);
      const view = await store.getWithMemberships(groupType, staff.id, members);
      expect(view?.present.size).toBe(250);
    });
  });

  describe('delete of what can be brought back', () => {
    test('leaves nothing of it to any reader, and its names are free', async () => {
      const store = open();
      const ada = user('ada', { emails: [{ value: 'ada@example.com' }] });
      await store.create(userType, ada);
      const staff = group('Staff');
      await store.create(groupType, staff, [{ value: ada.id, type: 'User' }]);
      expect(await store.delete(userType, ada, { at: later, recoverable: true })).toBe(true);
      expect(await store.get(userType, ada.id)).toBeUndefined();
      expect(await store.delete(userType, ada, { at: later, recoverable: true })).toBe(false);
      expect(await find(store, 'userName eq "ada"')).toEqual([]);
      expect(await find(store, 'emails.value eq "ada@example.com"')).toEqual([]);
      expect((await store.query(userType, { startIndex: 1, count: 10 })).totalResults).toBe(0);
      expect((await store.findCandidates([{ value: ada.id }])).size).toBe(0);
      expect(await store.listMembers(groupType, staff.id)).toEqual([]);
      expect(await groupsOf(store, ada.id)).toEqual([]);
      await store.create(userType, user('ada'));
      expect(await find(store, 'userName eq "ada"')).toHaveLength(1);
    });

    test('is refused for what is not current, and then keeps nothing', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      await store.replace(userType, ada, { userName: 'ada', title: 'x' }, { at: later });
      expect(await store.delete(userType, ada, { at: later, recoverable: true })).toBe(false);
      expect(await store.get(userType, ada.id)).toMatchObject({ version: 2 });
    });
  });

  describe('delete', () => {
    test.each([0, 3, 60, 120])('takes a user out of %d groups', async (size) => {
      const store = open();
      const [ada, bob] = [user('ada'), user('bob')];
      await store.create(userType, ada);
      await store.create(userType, bob);
      const groups = Array.from({ length: size }, (_, i) => group(`Group ${i}`));
      const members = [ada, bob].map(({ id }) => ({ value: id, type: 'User' }));
      await Promise.all(groups.map((each) => store.create(groupType, each, members)));
      expect(await groupsOf(store, ada.id)).toHaveLength(size);
      expect(await store.delete(userType, ada, { at: later })).toBe(true);
      expect(await store.get(userType, ada.id)).toBeUndefined();
      expect(await groupsOf(store, ada.id)).toEqual([]);
      for (const { id } of groups) {
        expect(await store.listMembers(groupType, id)).toEqual([{ value: bob.id, type: 'User' }]);
        expect(await store.get(groupType, id)).toMatchObject({ version: 2, lastModified: later });
      }
    });

    test('of a stale version leaves the user whole', async () => {
      const store = open();
      const [ada, staff] = [user('ada'), group('Staff')];
      await store.create(userType, ada);
      await store.create(groupType, staff, [{ value: ada.id, type: 'User' }]);
      await store.replace(userType, ada, { userName: 'ada', title: 'x' }, { at: later });
      expect(await store.delete(userType, ada, { at: later })).toBe(false);
      expect(await find(store, 'userName eq "ada"')).toEqual(['ada']);
      expect(await store.listMembers(groupType, staff.id)).toHaveLength(1);
    });

    test('twice answers false the second time', async () => {
      const store = open();
      const ada = user('ada');
      await store.create(userType, ada);
      expect(await store.delete(userType, ada, { at: later })).toBe(true);
      expect(await store.delete(userType, ada, { at: later })).toBe(false);
      expect((await store.query(userType, { startIndex: 1, count: 0 })).totalResults).toBe(0);
    });

    test.each([3, 250])('of a group with %d members lets go of them', async (size) => {
      const store = open();
      const [ada, staff] = [user('ada'), group('Staff')];
      await store.create(userType, ada);
      await store.create(groupType, staff, [{ value: ada.id, type: 'User' }, ...strangers(size - 1)]);
      expect(await store.delete(groupType, staff, { at: later })).toBe(true);
      expect(await store.listMembers(groupType, staff.id)).toEqual([]);
      expect(await groupsOf(store, ada.id)).toEqual([]);
      expect(await names(store, groupType, 'displayName eq "staff"')).toEqual([]);
      expect(await store.delete(userType, ada, { at: later })).toBe(true);
    });

    test('of a group that is a member of another and of itself', async () => {
      const store = open();
      const [inner, outer] = [group('Inner'), group('Outer')];
      const member = { value: inner.id, type: 'Group' };
      await store.create(groupType, inner, [member]);
      await store.create(groupType, outer, [member, ...strangers(1)]);
      expect(await store.delete(groupType, inner, { at: later })).toBe(true);
      expect(await store.listMembers(groupType, outer.id)).toHaveLength(1);
    });
  });

  describe('groups of a member', () => {
    const member = ({ id }: ResourceState, type = 'Group'): Member => ({ value: id, type });
    const direct = ({ id, document }: ResourceState) => ({ value: id, type: 'direct', display: document.displayName });
    const indirect = (each: ResourceState) => ({ ...direct(each), type: 'indirect' });
    const add = (store: ResourceStore, to: ResourceState, ...members: readonly Member[]) =>
      mustBeDone(store.replace(groupType, to, to.document, { at: later, members: { add: members, remove: [] } }));

    test('are its direct groups and those that these are in, with their names', async () => {
      const store = open();
      const [ada, staff, team] = [user('ada'), group('Staff'), group('Team')];
      await store.create(userType, ada);
      await store.create(groupType, staff, [member(ada, 'User')]);
      await store.create(groupType, team, [member(staff)]);
      expect(await groupsOf(store, ada.id)).toEqual([direct(staff), indirect(team)]);
      await store.replace(groupType, staff, { displayName: 'Crew' }, { at: later });
      expect(await groupsOf(store, ada.id)).toEqual([{ ...direct(staff), display: 'Crew' }, indirect(team)]);
      expect(await groupsOf(store, staff.id)).toEqual([direct(team)]);
    });

    test('end where groups are within each other, or within themselves', async () => {
      const store = open();
      const [ada, a, b, own] = [user('ada'), group('A'), group('B'), group('Own')];
      await store.create(userType, ada);
      await store.create(groupType, a, [member(ada, 'User')]);
      await store.create(groupType, b, [member(a)]);
      await store.create(groupType, own, [member(ada, 'User')]);
      await add(store, a, member(b));
      await add(store, own, member(own));
      const found = await groupsOf(store, ada.id);
      expect(sorted(found)).toEqual(sorted([direct(a), direct(own), indirect(b)]));
    });

    test('are direct where they are both, and each is there once', async () => {
      const store = open();
      const [ada, inner, other, outer, top] = [user('ada'), group('I'), group('X'), group('O'), group('T')];
      await store.create(userType, ada);
      await store.create(groupType, inner, [member(ada, 'User')]);
      await store.create(groupType, other, [member(ada, 'User')]);
      await store.create(groupType, outer, [member(inner), member(other), member(ada, 'User')]);
      await store.create(groupType, top, [member(outer), member(inner)]);
      const found = await groupsOf(store, ada.id);
      expect(sorted(found)).toEqual(sorted([direct(inner), direct(other), direct(outer), indirect(top)]));
    });

    test.each([1, 250])('follow when a group joins with %d others, leaves, or goes', async (size) => {
      const store = open();
      const [ada, inner, outer, top] = [user('ada'), group('I'), group('O'), group('T')];
      await store.create(userType, ada);
      await store.create(groupType, inner, [member(ada, 'User')]);
      for (const each of [outer, top]) await store.create(groupType, each);
      const joined = await add(store, outer, member(inner), ...strangers(size - 1));
      await add(store, top, member(outer), ...strangers(size - 1));
      expect(await groupsOf(store, ada.id)).toEqual([direct(inner), indirect(outer), indirect(top)]);
      const leaves = { at: later, members: { add: [], remove: [inner.id] } };
      const left = await mustBeDone(store.replace(groupType, joined, joined.document, leaves));
      expect(await groupsOf(store, ada.id)).toEqual([direct(inner)]);
      const again = await add(store, left, member(inner));
      expect(await groupsOf(store, ada.id)).toEqual([direct(inner), indirect(outer), indirect(top)]);
      expect(await store.delete(groupType, again, { at: later })).toBe(true);
      expect(await groupsOf(store, ada.id)).toEqual([direct(inner)]);
    });

    test('are told of many members at once', async () => {
      const store = open();
      const users = Array.from({ length: 25 }, (_, i) => user(`user${i}`));
      const [inner, outer] = [group('I'), group('O')];
      for (const each of users) await store.create(userType, each);
      await store.create(
        groupType,
        inner,
        users.slice(1).map((each) => member(each, 'User')),
      );
      await store.create(groupType, outer, [member(inner)]);
      const found = await store.listGroupsOf([...users.map(({ id }) => id), 'x', randomUUID()]);
      expect([...found.values()].map((groups) => groups.length)).toEqual(
        users.map((_, i) => (i === 0 ? 0 : 2)).concat(0, 0),
      );
    });
  });

  describe('paging', () => {
    let store: ResourceStore;
    let ids: readonly string[];
    beforeAll(async () => {
      store = open();
      const users = Array.from({ length: 300 }, (_, i) => user(`user${i}`));
      for (const each of users) await store.create(userType, each);
      ids = users.map(({ id }) => id).sort();
    });

    test('every startIndex gives the page that begins there', async () => {
      for (let startIndex = 1; startIndex <= 302; startIndex += 1) {
        const { totalResults, resources } = await store.query(userType, { startIndex, count: 7 });
        expect(totalResults).toBe(300);
        expect(resources.map(({ id }) => id)).toEqual(ids.slice(startIndex - 1, startIndex + 6));
      }
    });

    test.each([
      [1, 300],
      [1, 301],
      [1, 500],
      [100, 500],
      [301, 500],
      [2_000_000_000, 10],
    ])('startIndex %d with count %d', async (startIndex, count) => {
      const { totalResults, resources } = await store.query(userType, { startIndex, count });
      expect(totalResults).toBe(300);
      expect(resources.map(({ id }) => id)).toEqual(ids.slice(startIndex - 1, startIndex - 1 + count));
    });

    test('count 0 gives the total only', async () => {
      expect(await store.query(userType, { startIndex: 1, count: 0 })).toEqual({ totalResults: 300, resources: [] });
      expect(await store.query(groupType, { startIndex: 1, count: 0 })).toEqual({ totalResults: 0, resources: [] });
    });

    test('a filtered result is paged as well', async () => {
      const filter = parseFilter('userName co "9"', userType);
      const all = await store.query(userType, { filter, startIndex: 1, count: 500 });
      expect(all.totalResults).toBe(57);
      const page = await store.query(userType, { filter, startIndex: 11, count: 5 });
      expect(page).toEqual({ totalResults: 57, resources: all.resources.slice(10, 15) });
      expect((await store.query(userType, { filter, startIndex: 1, count: 0 })).totalResults).toBe(57);
    });

    test('a deleted resource leaves the pages and the total', async () => {
      const [first] = (await store.query(userType, { startIndex: 1, count: 1 })).resources;
      await store.delete(userType, first as ResourceState, { at: later });
      const { totalResults, resources } = await store.query(userType, { startIndex: 1, count: 1 });
      expect(totalResults).toBe(299);
      expect(resources.map(({ id }) => id)).toEqual(ids.slice(1, 2));
    });
  });

  describe('order', () => {
    let store: ResourceStore;
    const sorted = ['ada', 'Bob', 'CARL', 'd\u00e9sir\u00e9e', 'eve', '\uffe6', '\u{1f600}'];
    const created = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
    // In the order of userName; externalId falls, title and e-mail addresses are not on all.
    const users = sorted.map((userName, i) => ({
      ...user(userName, {
        ...(i % 2 === 0 ? {} : { externalId: `x${9 - i}` }),
        ...(i < 2 ? {} : { title: i % 2 === 0 ? 'Captain' : 'captain' }),
        ...(i === 3 ? {} : { emails: [{ value: `${i}@x.org` }, { value: `${9 - i}@x.org`, primary: i > 4 }] }),
        ...(i === 0 ? {} : { active: i % 3 === 0 }),
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: String(10 ** i) },
      }),
      created: created(i + 1),
    }));
    const ids = users.map(({ id }) => id);
    const at = (...indexes: readonly number[]) => indexes.map((index) => ids[index] ?? '');
    const byId = (...indexes: readonly number[]) => at(...indexes).sort();
    beforeAll(async () => {
      store = open();
      for (const each of users.toReversed()) await store.create(userType, each);
    });

    const orders: readonly [string, readonly unknown[]][] = [
      ['id', byId(0, 1, 2, 3, 4, 5, 6)],
      ['userName', at(0, 1, 2, 3, 4, 5, 6)],
      ['urn:ietf:params:scim:schemas:core:2.0:User:username', at(0, 1, 2, 3, 4, 5, 6)],
      ['externalId', [...at(5, 3, 1), ...byId(0, 2, 4, 6)]],
      ['meta.created', at(0, 1, 2, 3, 4, 5, 6)],
      ['title', [...byId(2, 3, 4, 5, 6), ...byId(0, 1)]],
      ['active', [...byId(1, 2, 4, 5), ...byId(3, 6), ...at(0)]],
      ['emails', [...at(0, 1, 2, 6), ...byId(4, 5), ...at(3)]],
      ['department', at(0, 1, 2, 3, 4, 5, 6)],
    ];
    const rows = orders.flatMap(([by, expected]) => [
      [by, 'ascending', expected] as const,
      [by, 'descending', expected.toReversed()] as const,
    ]);
    const sortBy = (by: string, order = 'ascending') =>
      resolveSort({ by, descending: order === 'descending' }, userType, [userType]);

    test.each(rows)('by %s, %s', async (by, order, expected) => {
      const sort = sortBy(by, order);
      for (const count of [0, 1, 3, 7, 10]) {
        for (const startIndex of [1, 2, 4, 7, 8, 1_000_000]) {
          const page = await store.query(userType, { sort, startIndex, count });
          expect(page.totalResults).toBe(7);
          expect(page.resources.map(({ id }) => id)).toEqual(expected.slice(startIndex - 1, startIndex - 1 + count));
        }
      }
    });

    test.each(rows)('by %s, %s, page after page and back', async (by, order, expected) => {
      for (const count of [1, 2, 3, 7, 10]) {
        const forward = await readThrough(store, userType, { sort: sortBy(by, order), count });
        expect(forward.ids).toEqual(expected);
        expect(forward.lengths.slice(0, -1).every((length) => length === count)).toBe(true);
        const backward = await readThrough(store, userType, {
          sort: { ...sortBy(by, order), descending: order !== 'descending' },
          count,
        });
        expect(backward.ids).toEqual(expected.toReversed());
      }
    });

    test.each([
      ['userName', 'active eq false', at(1, 2, 4, 5)],
      ['externalId', 'active eq false', [...at(5, 1), ...byId(2, 4)]],
      ['title', 'userName eq "eve" or userName eq "ada"', at(4, 0)],
      ['id', 'userName eq "eve" or userName eq "ada"', byId(0, 4)],
      ['userName', 'emails.value eq "4@x.org" and id pr', at(4, 5)],
      ['title', 'userName eq "nobody"', []],
      ['userName', 'userName eq "nobody" and title pr', []],
    ])('by %s of those with %s', async (by, text, expected) => {
      const filter = parseFilter(text, userType);
      const sort = sortBy(by);
      const { totalResults, resources } = await store.query(userType, { filter, sort, startIndex: 2, count: 2 });
      expect([totalResults, resources.map(({ id }) => id)]).toEqual([expected.length, expected.slice(1, 3)]);
      for (const count of [1, 2, 10]) {
        expect((await readThrough(store, userType, { filter, sort, count })).ids).toEqual(expected);
      }
    });

    test('a place holds after its resource is gone, and inclusive it begins with it', async () => {
      const other = open();
      const letters = 'abcdef'.split('').map((letter) => user(letter, { title: letter }));
      for (const each of letters) await other.create(userType, each);
      for (const by of ['userName', 'title']) {
        const sort = sortBy(by);
        const { next: position } = await other.queryFrom(userType, { sort, count: 3 });
        if (position === undefined) throw new Error('There must be more.');
        const names = async (inclusive: boolean) =>
          (await other.queryFrom(userType, { sort, count: 2, from: { position, inclusive } })).resources.map(
            ({ document }) => document.userName,
          );
        expect(await names(true)).toEqual(by === 'userName' ? ['c', 'd'] : ['d', 'e']);
        expect(await names(false)).toEqual(by === 'userName' ? ['d', 'e'] : ['e', 'f']);
        await other.delete(userType, letters[by === 'userName' ? 2 : 3] as ResourceState, { at: later });
        expect(await names(true)).toEqual(by === 'userName' ? ['d', 'e'] : ['e', 'f']);
        expect(await names(false)).toEqual(by === 'userName' ? ['d', 'e'] : ['e', 'f']);
      }
    });

    test('groups by displayName, those of one name by id', async () => {
      const other = open();
      const groups = ['Staff', 'staff', 'Crew', 'Team', 'staff'].map(group);
      for (const each of groups) await other.create(groupType, each);
      const [first, second, crew, team, third] = groups.map(({ id }) => id) as [string, string, string, string, string];
      const sort = resolveSort({ by: 'displayName', descending: false }, groupType, [groupType]);
      const expected = [crew, ...[first, second, third].sort(), team];
      for (const count of [1, 2, 5]) {
        expect((await readThrough(other, groupType, { sort, count })).ids).toEqual(expected);
      }
      const page = await other.query(groupType, { sort: { ...sort, descending: true }, startIndex: 1, count: 9 });
      expect(page.resources.map(({ id }) => id)).toEqual(expected.toReversed());
    });

    test('values of thousands of characters have a place as well', async () => {
      const other = open();
      const long = '\u00e4'.repeat(3_000);
      const each = ['1', '2', '3'].map((end) => user(long + end, { title: long + end }));
      for (const one of each) await other.create(userType, one);
      for (const by of ['userName', 'title']) {
        const all = await readThrough(other, userType, { sort: sortBy(by), count: 1 });
        expect([...all.ids].sort()).toEqual(each.map(({ id }) => id).sort());
      }
    });
  });

  describe('pages from a place on', () => {
    test.each<readonly [string | undefined, string | undefined]>([
      [undefined, undefined],
      ['userName', undefined],
      ['title', undefined],
      [undefined, 'title pr'],
      ['userName', 'title pr'],
      [undefined, 'externalId eq "x"'],
    ])('sorted by %j with filter %j do not shift when others come and go', async (by, text) => {
      const store = open();
      const make = (i: number) => user(`user${String(i).padStart(2, '0')}`, { title: `t${i % 7}`, externalId: 'x' });
      const users = Array.from({ length: 30 }, (_, i) => make(i * 2));
      for (const each of users) await store.create(userType, each);
      const query = {
        ...(by === undefined ? {} : { sort: resolveSort({ by, descending: false }, userType, [userType]) }),
        ...(text === undefined ? {} : { filter: parseFilter(text, userType) }),
        count: 4,
      };
      const gone = new Set<string>();
      let created = 0;
      const { ids } = await readThrough(store, userType, query, async (page) => {
        const doomed = users.find(({ id }) => !gone.has(id) && !page.includes(id));
        if (doomed !== undefined) {
          await store.delete(userType, doomed, { at: later });
          gone.add(doomed.id);
        }
        created += 1;
        await store.create(userType, make(created * 2 - 1));
      });
      expect(new Set(ids).size).toBe(ids.length);
      const stayed = users.map(({ id }) => id).filter((id) => !gone.has(id));
      expect(stayed.filter((id) => !ids.includes(id))).toEqual([]);
    });

    test('tell the total where it is known', async () => {
      const store = open();
      for (const name of ['a', 'b', 'c']) await store.create(userType, user(name, { externalId: 'x' }));
      const filters = [undefined, 'externalId eq "x"', 'externalId eq "x" and id pr'];
      for (const text of filters) {
        const filter = text === undefined ? {} : { filter: parseFilter(text, userType) };
        expect(await store.queryFrom(userType, { ...filter, count: 2 })).toMatchObject({ totalResults: 3 });
      }
    });
  });

  describe('filters', () => {
    let store: ResourceStore;
    const ada = user('Ada', { externalId: 'X1', active: true, emails: [{ value: 'ada@x.org', type: 'work' }] });
    const bob = user('Bob', { externalId: 'x1', active: false, emails: [{ value: 'bob@x.org', type: 'home' }] });
    const eve = user('Eve', { emails: [{ value: 'ADA@x.org', type: 'home' }], name: { familyName: 'Moneypenny' } });
    const staff = group('Staff');
    const team = group('Team');
    beforeAll(async () => {
      store = open();
      for (const each of [ada, bob, eve]) await store.create(userType, each);
      const [first, second] = [ada, bob].map(({ id }) => ({ value: id, type: 'User' })) as [Member, Member];
      await store.create(groupType, staff, [first, second]);
      await store.create(groupType, team, [second, { value: staff.id, type: 'Group' }]);
    });

    test.each<[string, readonly string[]]>([
      [`meta.location eq "https://x.org/v2/Users/${ada.id}"`, ['Ada']],
      [`meta[location eq "https://x.org/v2/Users/${ada.id}"]`, ['Ada']],
      [`meta.location eq "https://x.org/v2/Groups/${ada.id}"`, []],
      [`meta.location eq "https://y.org/v2/Users/${ada.id}"`, []],
      [`meta.location eq "/Users/${ada.id}"`, []],
      [`meta.location eq "${ada.id}"`, []],
      ['meta.location eq "https://x.org/v2/Users/"', []],
      [`meta.location eq "https://x.org/v2/Users/${ada.id}" and userName sw "b"`, []],
      [`meta.location eq "https://x.org/v2/Users/${ada.id}" or userName eq "bob"`, ['Ada', 'Bob']],
      [`meta.location ne "https://x.org/v2/Users/${ada.id}"`, ['Bob', 'Eve']],
      ['meta.location sw "https://x.org/v2/" and userName sw "b"', ['Bob']],
      ['meta.location sw "/Users/"', []],
      [`meta.location ew "org/v2/Users/${ada.id}"`, ['Ada']],
    ])('URIs are compared as they are shown, whatever the order: %s', async (text, expected) => {
      const filter = parseFilter(text, userType);
      const sorted = { sort: resolveSort({ by: 'userName', descending: false }, userType, [userType]) };
      for (const order of [{}, sorted]) {
        const selection = { filter, baseUrl: 'https://x.org/v2', ...order };
        const page = await store.query(userType, { ...selection, startIndex: 1, count: 10 });
        const range = await store.queryFrom(userType, { ...selection, count: 10 });
        for (const { resources } of [page, range]) {
          expect(resources.map(({ document }) => document.userName as string).sort()).toEqual(expected);
        }
      }
    });

    test.each([
      ['userName eq "ADA"', ['Ada']],
      ['userName eq "nobody"', []],
      [`id eq "${ada.id}"`, ['Ada']],
      [`id eq "${randomUUID()}"`, []],
      ['id eq "x"', []],
      ['externalId eq "x1"', ['Bob']],
      ['externalId eq "X1" and userName eq "ada"', ['Ada']],
      ['externalId eq "X1" and userName eq "bob"', []],
      ['emails.value eq "ada@x.org"', ['Ada', 'Eve']],
      ['emails.value eq "ada@x.org" and active eq true', ['Ada']],
      ['emails[type eq "home" and value eq "ada@x.org"]', ['Eve']],
      ['emails eq "bob@x.org"', ['Bob']],
      ['userName eq "bob" or emails.value eq "ada@x.org" or externalId eq "X1"', ['Ada', 'Bob', 'Eve']],
      ['(userName eq "bob" or userName eq "ada") and active eq true', ['Ada']],
      ['userName eq "bob" or name.familyName sw "money"', ['Bob', 'Eve']],
      ['not (userName eq "bob")', ['Ada', 'Eve']],
      ['externalId pr', ['Ada', 'Bob']],
      ['active eq false', ['Bob']],
      ['userName gt "b"', ['Bob', 'Eve']],
      ['externalId eq null', ['Eve']],
      ['userName sw "A"', ['Ada']],
      ['userName sw "b" or userName ge "eve"', ['Bob', 'Eve']],
      ['userName sw ""', ['Ada', 'Bob', 'Eve']],
      ['externalId sw ""', ['Ada', 'Bob']],
      ['externalId co "" and active eq true', ['Ada']],
      ['externalId ew "" or userName eq "eve"', ['Ada', 'Bob', 'Eve']],
      ['not (externalId sw "")', ['Eve']],
      ['emails[type eq "home" and value co ""]', ['Bob', 'Eve']],
      ['externalId ge ""', ['Ada', 'Bob']],
      ['externalId gt ""', ['Ada', 'Bob']],
      ['externalId le ""', []],
      ['externalId lt ""', []],
      ['externalId eq ""', []],
      ['userName gt "bob"', ['Eve']],
      ['userName lt "bob"', ['Ada']],
      ['userName le "BOB"', ['Ada', 'Bob']],
      ['userName le "bo"', ['Ada']],
      ['externalId sw "X"', ['Ada']],
      ['emails.value sw "ADA@"', ['Ada', 'Eve']],
      ['emails[type eq "home" and value sw "ada@"]', ['Eve']],
      ['emails.value lt "b" and active eq true', ['Ada']],
      ['emails.value pr', ['Ada', 'Bob', 'Eve']],
      ['userName pr', ['Ada', 'Bob', 'Eve']],
      ['id pr and userName sw "e"', ['Eve']],
      ['id pr or title pr', ['Ada', 'Bob', 'Eve']],
      ['not (id pr)', []],
      [`groups.value eq "${staff.id}"`, ['Ada', 'Bob']],
      [`groups[value eq "${team.id}"] and active eq false`, ['Bob']],
      [`groups.value eq "${team.id}"`, ['Ada', 'Bob']],
      [`groups[value eq "${team.id}" and type eq "direct"]`, ['Bob']],
      [`groups[type eq "DIRECT" and value eq "${staff.id}"]`, ['Ada', 'Bob']],
      [`groups.value eq "${staff.id}" and not (groups[value eq "${team.id}" and type eq "direct"])`, ['Ada']],
      [`groups.value eq "${staff.id}" and not (groups.value eq "${team.id}")`, []],
      [`userName eq "ada" and groups.value eq "${team.id}"`, ['Ada']],
      [`userName eq "ada" and groups[value eq "${team.id}" and type eq "direct"]`, []],
      [`userName eq "eve" and not (groups.value eq "${team.id}")`, ['Eve']],
      [`groups.value eq "${randomUUID()}"`, []],
    ])('users with %s', async (text, expected) => {
      expect(await find(store, text)).toEqual(expected);
    });

    test.each([
      ['displayName eq "staff"', ['Staff']],
      [`members.value eq "${bob.id}"`, ['Staff', 'Team']],
      [`members eq "${staff.id}"`, ['Team']],
      [`members[value eq "${bob.id}"] and displayName eq "team"`, ['Team']],
      [`displayName sw "s" and not (members.value eq "${bob.id}")`, []],
      [`id eq "${staff.id}" and members eq "${bob.id}"`, ['Staff']],
      [`id eq "${staff.id}" and members.value eq "${eve.id}"`, []],
      [`id eq "${staff.id}" and members.value eq "x"`, []],
      [`displayName eq "staff" and not (members.value eq "${ada.id}")`, []],
      [`members.value eq "${eve.id}"`, []],
      ['members.value eq "x"', []],
    ])('groups with %s', async (text, expected) => {
      expect(await names(store, groupType, text)).toEqual(expected);
    });
  });

  test('a user of 48 e-mail addresses is kept, one of 49 indexed values is refused', async () => {
    const store = open();
    const emails = (count: number) => Array.from({ length: count }, (_, i) => ({ value: `m${i}@x.org` }));
    const ada = user('ada', { emails: emails(47) });
    await store.create(userType, ada);
    await expect(store.create(userType, user('bob', { emails: emails(48) }))).rejects.toMatchObject({ status: 400 });
    const other = emails(47).map(({ value }) => ({ value: `other-${value}` }));
    expect(await store.replace(userType, ada, { userName: 'eve', emails: other }, { at })).toMatchObject({
      version: 2,
    });
    expect(await find(store, 'emails.value eq "other-m46@x.org"')).toEqual(['eve']);
  });

  test('U+0000 and U+0001 are refused in what is indexed, by the name of the attribute, and nowhere else', async () => {
    const store = open();
    const ada = user('ada', { title: 'a\u0000\u0001' });
    await store.create(userType, ada);
    for (const [name, value] of Object.entries({
      userName: 'a\u0000',
      externalId: '\u0001',
      emails: [{ value: 'b\u0001' }],
    })) {
      const refused = { status: 400, scimType: 'invalidValue', detail: expect.stringContaining(name) };
      await expect(store.create(userType, user('eve', { [name]: value }))).rejects.toMatchObject(refused);
      const change = store.replace(userType, ada, { ...ada.document, [name]: value }, { at });
      await expect(change).rejects.toMatchObject(refused);
    }
    await store.create(groupType, group('Tab\tand\nline\u0002'));
    await expect(store.create(groupType, group('a\u0001b'))).rejects.toMatchObject({ status: 400 });
    expect(await find(store, 'id pr')).toEqual(['ada']);
  });

  test('directories do not see each other', async () => {
    const [mine, yours] = [open(), open()];
    const ada = state({ userName: 'ada' });
    await mine.create(userType, ada);
    expect(await yours.get(userType, ada.id)).toBeUndefined();
    expect(await find(yours, 'userName eq "ada"')).toEqual([]);
    await yours.create(userType, user('ada'));
    expect((await yours.query(userType, { startIndex: 1, count: 10 })).totalResults).toBe(1);
  });
}

/** All pages of a list, one after the other; `between` is called with the ids of each page but the last. */
async function readThrough(
  store: ResourceStore,
  type: typeof userType,
  query: Omit<StoreRange, 'from'>,
  between: (ids: readonly string[]) => Promise<void> = async () => undefined,
): Promise<{ readonly ids: readonly string[]; readonly lengths: readonly number[] }> {
  const ids: string[] = [];
  const lengths: number[] = [];
  for (let from: Boundary | undefined; ; ) {
    const { resources, next } = await store.queryFrom(type, { ...query, ...(from === undefined ? {} : { from }) });
    ids.push(...resources.map(({ id }) => id));
    lengths.push(resources.length);
    if (next === undefined) return { ids, lengths };
    if (lengths.length > 1_000) throw new Error('The list has no end.');
    await between(ids);
    from = { position: next, inclusive: false };
  }
}

/** The groups of one member. */
async function groupsOf(store: ResourceStore, id: string) {
  return (await store.listGroupsOf([id])).get(id) ?? [];
}

function sorted<T extends { readonly value: string }>(references: readonly T[]): readonly T[] {
  return references.toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

/** The userNames that match, in their order. */
function find(store: ResourceStore, filter: string): Promise<readonly string[]> {
  return names(store, userType, filter);
}

async function names(store: ResourceStore, type: typeof userType, text: string): Promise<readonly string[]> {
  const { totalResults, resources } = await store.query(type, {
    filter: parseFilter(text, type),
    startIndex: 1,
    count: 100,
  });
  expect(totalResults).toBe(resources.length);
  expect(resources.map(({ id }) => id)).toEqual(resources.map(({ id }) => id).sort());
  return resources.map(({ document }) => JSON.stringify(document.userName ?? document.displayName).slice(1, -1)).sort();
}

async function mustBeDone(change: Promise<ResourceState | undefined>): Promise<ResourceState> {
  const after = await change;
  if (after === undefined) throw new Error('The change was refused.');
  return after;
}
