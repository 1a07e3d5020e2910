/** How far the connection of an identity provider is, from what is known of it. */
import type { Connection } from '#admin/contract/connection.ts';
import type { Tone } from '../../parts/badge.tsx';

export type ConnectionState = 'notActive' | 'noToken' | 'waiting' | 'connected';

export function stateOf(connection: Pick<Connection, 'tokens' | 'firstRequestAt'> | undefined): ConnectionState {
  if (connection === undefined) return 'notActive';
  if (connection.tokens === 0) return 'noToken';
  return connection.firstRequestAt === undefined ? 'waiting' : 'connected';
}

export const words: Readonly<Record<ConnectionState, { readonly tone: Tone; readonly text: string }>> = {
  notActive: { tone: 'neutral', text: 'Not active' },
  noToken: { tone: 'bad', text: 'No token' },
  waiting: { tone: 'waiting', text: 'Waiting for a request' },
  connected: { tone: 'good', text: 'Connected' },
};
