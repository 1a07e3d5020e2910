/** Every identity provider that can be played. */
import { entra } from './entra.ts';
import { jumpCloud } from './jumpcloud.ts';
import { morePlayers } from './more-players.ts';
import { okta } from './okta.ts';
import type { Player } from './player.ts';

export const players: readonly Player[] = [jumpCloud, okta, entra, ...morePlayers];
