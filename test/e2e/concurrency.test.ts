/** Many clients at once: nothing is lost, nothing is half there (RFC 7644 §3.14; docs/concurrency.md). */
import { describe, expect, test } from '@jest/globals';
import {
  type Answer,
  createGroup,
  createUser,
  filterBy,
  memberIdsOf,
  patch,
  send,
  sortIds,
  uniqueName,
} from './support/client.ts';

const clients = 64;
const each = <T>(act: (client: number) => Promise<T>, count = clients) =>
  Promise.all(Array.from({ length: count }, (_, client) => act(client)));

function statuses(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const addMember = (group: string, value: string | undefined) =>
  patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value }] }]);
const removeMember = (group: string, value: string | undefined) =>
  patch(`/Groups/${group}`, [{ op: 'remove', path: `members[value eq "${value}"]` }]);

describe('64 clients', () => {
  test('that add and remove different members of one group lose nothing', async () => {
    const users = await each(() => createUser(), 2 * clients);
    const [old, fresh] = [users.slice(0, clients), users.slice(clients)];
    const group = await createGroup(old);
    // Half of them add somebody, half take somebody out.
    const answers = await each((client) =>
      client % 2 === 0 ? addMember(group, fresh[client]) : removeMember(group, old[client]),
    );
    expect(statuses(answers)).toEqual({ 204: clients });
    const expected = [...old, ...fresh].filter((_, i) => i % 2 === 0);
    expect(await memberIdsOf(group)).toEqual(sortIds(expected));
    const { json } = await send('GET', `/Groups/${group}?excludedAttributes=members`);
    expect(json.meta?.version).toBe(`W/"${1 + clients}"`);
  });

  test('that create the same userName get one 201 and 63 409, whatever the letter case', async () => {
    const name = uniqueName('same');
    const answers = await each((client) =>
      send('POST', '/Users', { body: { userName: client % 2 === 0 ? name : name.toUpperCase() } }),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: clients - 1 });
    expect(answers.filter(({ json }) => json.scimType === 'uniqueness')).toHaveLength(clients - 1);
    const { json } = await send('GET', `/Users?${filterBy('userName', name)}`);
    expect(json).toMatchObject({
      totalResults: 1,
      Resources: [{ id: answers.find((a) => a.status === 201)?.json.id }],
    });
  });
});

describe('changes of one user at the same time', () => {
  const count = 16;
  const setNumber = (user: string, client: number, headers: Record<string, string> = {}) =>
    patch(`/Users/${user}`, [{ op: 'add', path: 'phoneNumbers', value: [{ value: `tel:+1-${client}` }] }], { headers });
  const numbersOf = async (user: string) => {
    const { json } = await send('GET', `/Users/${user}`);
    const numbers = (json.phoneNumbers ?? []) as readonly { readonly value: string }[];
    return { version: json.meta?.version, numbers: numbers.map(({ value }) => value).toSorted() };
  };

  test('without If-Match all take effect', async () => {
    const user = await createUser();
    expect(statuses(await each((client) => setNumber(user, client), count))).toEqual({ 200: count });
    const expected = Array.from({ length: count }, (_, client) => `tel:+1-${client}`).toSorted();
    expect(await numbersOf(user)).toEqual({ version: `W/"${1 + count}"`, numbers: expected });
  });

  test('with If-Match exactly one does, and the others are 412', async () => {
    const user = await createUser();
    const answers = await each((client) => setNumber(user, client, { 'if-match': 'W/"1"' }), count);
    expect(statuses(answers)).toEqual({ 200: 1, 412: count - 1 });
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await numbersOf(user)).toEqual({ version: 'W/"2"', numbers: [`tel:+1-${winner}`] });
  });
});

test('lists of members that are put while others add to them stay whole to every reader', async () => {
  const users = await each(() => createUser(), 24);
  const [first, second, added] = [users.slice(0, 8), users.slice(8, 16), users.slice(16)];
  const displayName = uniqueName('whole');
  const group = await createGroup(first, displayName);
  const put = (members: readonly string[]) =>
    send('PUT', `/Groups/${group}`, { body: { displayName, members: members.map((value) => ({ value })) } });
  const [puts, adds, reads] = await Promise.all([
    each((client) => put(client % 2 === 0 ? second : first), 8),
    each((client) => addMember(group, added[client]), 8),
    each(() => memberIdsOf(group), 16),
  ]);
  expect(statuses([...puts, ...adds])).toEqual({ 200: 8, 204: 8 });
  for (const members of [...reads, await memberIdsOf(group)]) {
    const listed = members.filter((id) => !added.includes(id));
    // One list or the other: no member of both, and none missing.
    expect([sortIds(first), sortIds(second)]).toContainEqual(sortIds(listed));
  }
});
