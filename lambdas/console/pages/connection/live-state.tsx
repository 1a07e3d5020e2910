/** Whether the identity provider has been heard of, as it happens. */
import { useEffect, useRef } from 'preact/hooks';
import type { Connection } from '#admin/contract/connection.ts';
import { useConsole } from '../../console-context.ts';
import { usePoll } from '../../load/use-poll.ts';
import { Badge } from '../../parts/badge.tsx';
import { Copy } from '../../parts/copy.tsx';
import { When } from '../../parts/when.tsx';
import { stateOf, words } from './connection-state.ts';

export interface LiveStateProps {
  readonly connection: Connection;
  /** Of the identity provider. */
  readonly name: string;
  /** Not while it is shown beside a new token. */
  readonly hasBaseUrl: boolean;
  /** Loads the connection again. */
  readonly onAsk: () => void;
}

export function LiveState({ connection, name, hasBaseUrl, onAsk }: LiveStateProps) {
  const { announce } = useConsole();
  const state = stateOf(connection);
  const before = useRef(state);
  usePoll(onAsk, state === 'waiting');
  useEffect(() => {
    if (before.current === 'waiting' && state === 'connected') announce(`${name} is connected.`);
    before.current = state;
  }, [state]);
  const { firstRequestAt, lastRequestAt, skippedMembers } = connection;
  return (
    <section class="card" aria-labelledby="connection">
      <div class="card-head">
        <h2 id="connection">Connection</h2>
        <Badge tone={words[state].tone}>{words[state].text}</Badge>
      </div>
      {hasBaseUrl && <Copy label="Base URL" value={connection.baseUrl} />}
      {state === 'waiting' && (
        <p class="live">
          <span class="pulse" aria-hidden="true" />
          Waiting for the first request of {name}… This page notices by itself when it arrives.
        </p>
      )}
      {state === 'noToken' && <p>No token opens this connection now. Issue one below.</p>}
      {firstRequestAt !== undefined && (
        <dl class="facts">
          <div>
            <dt>First request</dt>
            <dd>
              <When at={firstRequestAt} exact />
            </dd>
          </div>
          {lastRequestAt !== undefined && (
            <div>
              <dt>Last request</dt>
              <dd>
                <When at={lastRequestAt} exact />
                <small class="quiet"> some minutes behind</small>
              </dd>
            </div>
          )}
        </dl>
      )}
      {skippedMembers !== undefined && (
        <details>
          <summary>
            {skippedMembers.count} {skippedMembers.count === 1 ? 'member was' : 'members were'} left out of a group
          </summary>
          <p>
            {name} named members that are not in the directory (<When at={skippedMembers.at} />
            ). Assign these people to the application there, and they are added with the next push.
          </p>
          <ul>
            {skippedMembers.ids.map((id) => (
              <li key={id}>
                <code>{id}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
