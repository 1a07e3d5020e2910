/** Every identity provider that can be played. */
import { entra, entraWithFlag } from './entra.ts';
import { jumpCloud } from './jumpcloud.ts';
import { morePlayers } from './more-players.ts';
import { okta, oktaWizardApp } from './okta.ts';
import type { Player } from './player.ts';

export const players: readonly Player[] = [jumpCloud, okta, oktaWizardApp, entra, entraWithFlag, ...morePlayers];
