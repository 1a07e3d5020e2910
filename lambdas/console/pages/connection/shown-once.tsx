/** Base URL and token, the one time the token is shown. */
import { useEffect, useRef } from 'preact/hooks';
import type { IssuedToken } from '#admin/contract/token.ts';
import { Copy } from '../../parts/copy.tsx';

export interface ShownOnceProps {
  readonly issued: IssuedToken;
  /** Of the identity provider. */
  readonly name: string;
  readonly onDone: () => void;
}

export function ShownOnce({ issued: { token, secret, baseUrl }, name, onDone }: ShownOnceProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useAskBeforeLeaving(secret !== undefined);
  if (secret === undefined) {
    return (
      <div role="alert" class="problem">
        <p>
          The token “{token.label}” was issued before, and its only showing was lost on the way. Revoke it below, and
          issue another.
        </p>
        <button type="button" class="secondary small" onClick={onDone}>
          Dismiss
        </button>
      </div>
    );
  }
  return (
    <section class="card once" aria-labelledby="once">
      <h2 id="once" ref={heading} tabIndex={-1}>
        Copy these to {name}
      </h2>
      <p class="once-warning">
        <strong>The token is shown this one time.</strong> It is kept nowhere, so nobody can show it again. If it is
        lost, issue another.
      </p>
      <Copy label="Base URL" value={baseUrl} />
      <Copy label="Token" value={secret} />
      <button type="button" onClick={onDone}>
        I have copied the token
      </button>
    </section>
  );
}

/** Browsers ask in words of their own. */
function useAskBeforeLeaving(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isWanted]);
}
