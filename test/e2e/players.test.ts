/** Every player plays the whole life of a directory: one request after the other, and with five in flight. */
import { describe, expect, test } from '@jest/globals';
import { castOf, fewestPeople } from '#lib/players/cast.ts';
import { differences, expectedOutcome, type Outcome, outcomeOf } from '#lib/players/outcome.ts';
import { play } from '#lib/players/play.ts';
import { type Player, playerName } from '#lib/players/player.ts';
import { players } from '#lib/players/players.ts';
import { ScimClient } from '#lib/players/scim-client.ts';
import { providers } from '#service/providers.ts';
import type { Connection } from './support/client.ts';
import { canSpeakAs, ownDirectory } from './support/own-directory.ts';

/** A slow machine decides no test. */
const patience = 60_000;

/** Plays, expects every answer to be as the provider wants it, and answers the directory that comes of it. */
async function outcomeAfter(player: Player, connection: Connection, concurrency: number): Promise<Outcome> {
  const cast = castOf(player.name, fewestPeople);
  const { headers, mediaType, parameter } = player;
  const client = new ScimClient({ ...connection, headers, mediaType, parameter, patience });
  await play({ player, client, cast, concurrency });
  expect(client.exchanges.filter(({ failure }) => failure !== undefined)).toEqual([]);
  return outcomeOf(new ScimClient({ ...connection, patience }), cast);
}

const isLocal = process.env.SCIM_TOKEN_OFFICE !== undefined;
const whenLocal = isLocal ? test : test.skip;
const testable = players.filter(({ id }) => canSpeakAs(id));

describe.each(testable)('$name', (player) => {
  const cast = castOf(player.name, fewestPeople);

  test('ends in the directory it should', async () => {
    const outcome = await outcomeAfter(player, await ownDirectory(player.id, `alone-${playerName(player)}`), 1);
    expect(differences(expectedOutcome(player, cast), outcome)).toEqual([]);
    expect(Object.keys(outcome.users).length).toBeGreaterThan(fewestPeople - 2);
  });

  whenLocal('ends in the same directory with five requests in flight', async () => {
    const connection = await ownDirectory(player.id, `five-${playerName(player)}`);
    expect(await outcomeAfter(player, connection, 5)).toEqual(expectedOutcome(player, cast));
  });
});

/** One for each way to find out who is there already. */
const finders = testable.filter((player) => ['entra', 'keycloak', 'authentik'].includes(playerName(player)));

whenLocal.each(finders)('$name, played again, ends in the same directory', async (player) => {
  const connection = await ownDirectory(player.id, `again-${playerName(player)}`);
  const first = await outcomeAfter(player, connection, 5);
  expect(await outcomeAfter(player, connection, 5)).toEqual(first);
});

test('every provider has a player', () => {
  expect(new Set(players.map(({ id }) => id))).toEqual(new Set(providers.map(({ id }) => id)));
});
