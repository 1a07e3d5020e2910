/** Who plays, where, with whom, and what happens to whom. */
import type { Cast, Person } from './cast.ts';
import type { Player } from './player.ts';
import type { ScimClient } from './scim-client.ts';

export interface Stage {
  readonly player: Player;
  readonly client: ScimClient;
  readonly cast: Cast;
  /** Requests in flight. */
  readonly concurrency: number;
}

/** What becomes of people in a run: what an ordinary week brings. */
export interface Plot {
  readonly leaver: Person;
  readonly returner: Person;
  readonly deleted: Person;
  readonly renamed: Person;
}

export function plotOf({ people }: Cast): Plot {
  const [deleted, returner, leaver] = people.slice(-3);
  const renamed = people[1];
  if (!deleted || !returner || !leaver || !renamed) throw new Error('There are too few people to play with.');
  return { leaver, returner, deleted, renamed: { ...renamed, familyName: 'Hopper', title: 'Director' } };
}
