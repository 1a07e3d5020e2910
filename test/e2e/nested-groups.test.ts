/** Groups as members of groups (RFC 7643 §4.1.2 "groups", §4.2), through a running stack. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { connection, createGroup, createUser, patch, send } from './support/client.ts';

let user: string;
let inner: string;
let outer: string;
let top: string;

beforeAll(async () => {
  user = await createUser({ displayName: 'Ada' });
  inner = await createGroup([user]);
  outer = await createGroup([inner]);
  top = await createGroup([outer]);
  // A circle, and a group within itself.
  await patch(`/Groups/${inner}`, [{ op: 'add', path: 'members', value: [{ value: top }, { value: inner }] }]);
});

const groupsOf = async (path: string) => {
  const { json } = await send('GET', path);
  const [shown = json] = json.Resources ?? [];
  return (shown.groups ?? []).map(({ value, type }) => [value, type]);
};

test('members that are groups have their type, address and name', async () => {
  const { json } = await send('GET', `/Groups/${outer}`);
  const { json: shown } = await send('GET', `/Groups/${inner}?excludedAttributes=members`);
  const $ref = `${connection().baseUrl}/Groups/${inner}`;
  expect(json.members).toEqual([{ value: inner, $ref, type: 'Group', display: shown.displayName }]);
  expect(shown).not.toHaveProperty('members');
});

test('a user has direct and indirect groups, each once, alone and in a list', async () => {
  const expected = [
    [inner, 'direct'],
    [outer, 'indirect'],
    [top, 'indirect'],
  ];
  expect(await groupsOf(`/Users/${user}`)).toEqual(expected);
  expect(await groupsOf(`/Users?filter=${encodeURIComponent(`id eq "${user}"`)}`)).toEqual(expected);
});

describe('filters', () => {
  const list = async (path: string, filter: string) => {
    const { json } = await send('GET', `${path}?filter=${encodeURIComponent(filter)}&attributes=id`);
    return (json.Resources ?? []).map(({ id }) => id);
  };

  test('groups.value finds by indirect groups too, groups[… type eq "direct"] does not', async () => {
    for (const group of [inner, outer, top]) expect(await list('/Users', `groups.value eq "${group}"`)).toEqual([user]);
    expect(await list('/Users', `groups[value eq "${inner}" and type eq "direct"]`)).toEqual([user]);
    expect(await list('/Users', `groups[value eq "${top}" and type eq "direct"]`)).toEqual([]);
  });

  test('members.value finds what was put into a group, alone and with other filters', async () => {
    expect(await list('/Groups', `members.value eq "${user}"`)).toEqual([inner]);
    expect(await list('/Groups', `members.value eq "${outer}"`)).toEqual([top]);
    expect(await list('/Groups', `id eq "${inner}" and members eq "${user}"`)).toEqual([inner]);
    expect(await list('/Groups', `id eq "${outer}" and members eq "${user}"`)).toEqual([]);
  });
});

test('a group that leaves takes its members along', async () => {
  await patch(`/Groups/${outer}`, [{ op: 'remove', path: `members[value eq "${inner}"]` }]);
  expect(await groupsOf(`/Users/${user}`)).toEqual([[inner, 'direct']]);
});
