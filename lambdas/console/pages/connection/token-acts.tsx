/** What can be done with a token that works: replace it without a gap, or revoke it. */
import { useRef, useState } from 'preact/hooks';
import type { IssuedToken, Token } from '#admin/contract/token.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { isTakingOver, lifetimeOf, offeredFor, type TokenAct } from './token-words.ts';

export interface TokenActsProps {
  readonly token: Token;
  /** All tokens of the connection. */
  readonly all: readonly Token[];
  readonly onIssued: (issued: IssuedToken) => void;
  readonly onChanged: () => void;
}

export function TokenActs({ token, all, onIssued, onChanged }: TokenActsProps) {
  const mayChange = useMay('revokeToken');
  const [asked, setAsked] = useState<TokenAct>();
  if (!mayChange) return null;
  const offered = offeredFor(token, all);
  const close = () => setAsked(undefined);
  return (
    <div class="actions">
      {offered.map((act) => (
        <button
          key={act}
          type="button"
          class={act === 'revoke' ? 'danger small' : 'secondary small'}
          aria-label={`${names[act]}: ${token.label}`}
          onClick={() => setAsked(act)}
        >
          {names[act]}
        </button>
      ))}
      {asked === 'rotate' && <Rotate token={token} onIssued={onIssued} onClose={close} />}
      {asked !== undefined && asked !== 'rotate' && (
        <Change asked={asked} token={token} all={all} onChanged={onChanged} onClose={close} />
      )}
    </div>
  );
}

const names: Readonly<Record<TokenAct, string>> = {
  rotate: 'Rotate',
  complete: 'Complete rotation',
  cancel: 'Cancel rotation',
  revoke: 'Revoke',
};

interface AskProps {
  readonly token: Token;
  readonly onClose: () => void;
}

function Rotate({ token, onIssued, onClose }: AskProps & Pick<TokenActsProps, 'onIssued'>) {
  const { api, announce } = useConsole();
  const key = useRef(crypto.randomUUID());
  const act = useAct(async () => {
    const issued = await api.ask('startRotation', {
      parameters: parametersOf(token),
      body: {},
      idempotencyKey: key.current,
    });
    announce('The new token works beside the old one.');
    onClose();
    onIssued(issued);
  });
  return (
    <Confirm title={`Rotate “${token.label}”?`} deed="Start rotation" kind="primary" act={act} onClose={onClose}>
      <p>
        A new token is issued, with the rights of this one. Both work until you complete the rotation, so provisioning
        never stops.
      </p>
      <p>{lifetimeOf(token)}</p>
      <ol>
        <li>Copy the new token to the identity provider.</li>
        <li>Wait until it is used.</li>
        <li>Complete the rotation: the old token is revoked.</li>
      </ol>
    </Confirm>
  );
}

type ChangeProps = AskProps &
  Pick<TokenActsProps, 'all' | 'onChanged'> & { readonly asked: Exclude<TokenAct, 'rotate'> };

const deeds = { complete: 'completeRotation', cancel: 'cancelRotation', revoke: 'revokeToken' } as const;

function Change({ asked, token, all, onChanged, onClose }: ChangeProps) {
  const { api, announce } = useConsole();
  const act = useAct(async () => {
    await api.ask(deeds[asked], { parameters: parametersOf(token) });
    announce(`${done[asked]} It is refused everywhere within a minute.`);
    onClose();
    onChanged();
  });
  const successor = all.find(({ id }) => id === token.replacedBy);
  return (
    <Confirm title={`${names[asked]}: “${token.label}”`} deed={names[asked]} act={act} onClose={onClose}>
      {asked === 'revoke' && (
        <p>Whoever uses this token is refused within a minute. It cannot be made to work again.</p>
      )}
      {asked === 'revoke' && isTakingOver(token, all) && <p>The token that it was to replace goes on working.</p>}
      {asked === 'complete' && <p>The old token is revoked; the new one stays.</p>}
      {asked === 'complete' && successor?.lastUsedAt === undefined && (
        <p class="notice">
          The new token has not been seen in use yet; this is known some minutes late. Make sure that the identity
          provider has it, or provisioning stops.
        </p>
      )}
      {asked === 'cancel' && <p>The new token is revoked; the old one stays as it was.</p>}
    </Confirm>
  );
}

const done = {
  complete: 'Rotation completed; the old token is revoked.',
  cancel: 'Rotation cancelled; the new token is revoked.',
  revoke: 'Token revoked.',
} as const;

function parametersOf({ tenant, provider, id }: Token) {
  return { tenant, provider, token: id };
}
