import { describe, expect, test } from '@jest/globals';
import { castOf } from '#lib/players/cast.ts';
import { differences, expectedOutcome } from '#lib/players/outcome.ts';
import { playerName } from '#lib/players/player.ts';
import { players } from '#lib/players/players.ts';
import { inPool } from '#lib/players/pool.ts';

describe('the outcome of a run', () => {
  test.each(players.map((player) => [player.name, player] as const))(
    'of %s has active and former people',
    (_, player) => {
      const cast = castOf(player.name);
      const { groups, users } = expectedOutcome(player, cast);
      expect(Object.values(users).filter(({ active }) => !active)).toHaveLength(player.users.suspends ? 1 : 0);
      expect(Object.keys(users)).toHaveLength(cast.people.length - (player.users.deletes ? 1 : 0));
      for (const members of Object.values(groups)) expect(members.length).toBeGreaterThan(0);
    },
  );

  test('that differs is told, one sentence for each difference', () => {
    const ada = { active: true, familyName: 'Okafor', groups: [] };
    const expected = { users: { ada, bob: ada }, groups: { eng: ['ada'] } };
    expect(differences(expected, expected)).toEqual([]);
    const found = { users: { ada: { ...ada, active: false }, eve: ada }, groups: { eng: [] } };
    expect(differences(expected, found)).toEqual([
      expect.stringMatching(/^user ada is .*false.* and should be .*true/),
      expect.stringMatching(/^user bob is not there and should be /),
      expect.stringMatching(/^user eve is .* and should be gone$/),
      'group eng is [] and should be ["ada"]',
    ]);
  });
});

test('players can share a directory: each has names of its own', () => {
  const names = players.map(playerName);
  expect(new Set(names).size).toBe(names.length);
  const companies = players.map((player) => castOf(player.name).teams[0]?.name.split(' ')[0] ?? '');
  for (const company of companies) expect(companies.filter((other) => other.startsWith(company))).toEqual([company]);
});

describe('tasks in a pool', () => {
  test.each([1, 3, 9])('are all done, with at most %i under way, and answered in order', async (size) => {
    let underWay = 0;
    let most = 0;
    const tasks = [5, 1, 4, 2, 3].map((turns, index) => async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      underWay -= 1;
      return index;
    });
    expect(await inPool(size, tasks)).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(Math.min(size, tasks.length));
  });
});
