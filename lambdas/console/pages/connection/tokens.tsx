/** The tokens of a connection: which there are, and what can be done with each. */
import { useRef, useState } from 'preact/hooks';
import type { Connection } from '#admin/contract/connection.ts';
import type { IssuedToken, Token } from '#admin/contract/token.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useLoad } from '../../load/use-load.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { describeDay } from '../../parts/moment.ts';
import { When } from '../../parts/when.tsx';
import { useTenant } from '../../tenant-context.ts';
import { IssueToken } from './issue-token.tsx';
import { TokenActs } from './token-acts.tsx';
import { describeScopes, describeToken } from './token-words.ts';

export interface TokensProps {
  readonly connection: Connection;
  readonly onIssued: (issued: IssuedToken) => void;
  /** How many tokens work may be another number now. */
  readonly onChanged: () => void;
}

export function Tokens({ connection, onIssued, onChanged }: TokensProps) {
  const { api } = useConsole();
  const { provider } = connection;
  const { id: tenant } = useTenant().tenant;
  const mayIssue = useMay('issueToken');
  const heading = useRef<HTMLHeadingElement>(null);
  const [isIssuing, setIssuing] = useState(false);
  const load = useLoad(
    (signal) => api.ask('listTokens', { parameters: { tenant, provider }, query: { limit: 100 } }, signal),
    [tenant, provider, connection.tokens, connection.firstRequestAt],
  );
  const issued = (token: IssuedToken) => {
    setIssuing(false);
    load.reload();
    onIssued(token);
  };
  const changed = () => {
    // The button that was used is about to go.
    heading.current?.focus();
    load.reload();
    onChanged();
  };
  return (
    <section class="card" aria-labelledby="tokens">
      <div class="card-head">
        <h2 id="tokens" ref={heading} tabIndex={-1}>
          Tokens
        </h2>
        {mayIssue && (
          <button type="button" class="secondary small" onClick={() => setIssuing(true)}>
            Issue token
          </button>
        )}
      </div>
      <Loaded of={load} what="tokens">
        {({ items }) => <TokenLists tokens={items} onIssued={issued} onChanged={changed} />}
      </Loaded>
      {isIssuing && (
        <IssueToken tenant={tenant} provider={provider} onIssued={issued} onClose={() => setIssuing(false)} />
      )}
    </section>
  );
}

interface TokenListsProps {
  readonly tokens: readonly Token[];
  readonly onIssued: (issued: IssuedToken) => void;
  readonly onChanged: () => void;
}

function TokenLists({ tokens, ...acts }: TokenListsProps) {
  const working = tokens.filter(({ status }) => status === 'active');
  const gone = tokens.filter(({ status }) => status !== 'active');
  return (
    <>
      {working.length === 0 ? (
        <Empty title="No token works at the moment.">
          <p>Issue one, and paste it into the identity provider.</p>
        </Empty>
      ) : (
        <ul class="tokens">
          {working.map((token) => (
            <TokenItem key={token.id} token={token} all={tokens} {...acts} />
          ))}
        </ul>
      )}
      {gone.length > 0 && (
        <details>
          <summary>Revoked and expired ({gone.length})</summary>
          <ul class="tokens">
            {gone.map((token) => (
              <TokenItem key={token.id} token={token} all={tokens} {...acts} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

type TokenItemProps = Omit<TokenListsProps, 'tokens'> & { readonly token: Token; readonly all: readonly Token[] };

function TokenItem({ token, all, onIssued, onChanged }: TokenItemProps) {
  const { tone, text } = describeToken(token, all);
  return (
    <li>
      <div class="token-head">
        <strong>{token.label}</strong>
        <Badge tone={tone}>{text}</Badge>
      </div>
      <p class="token-facts">
        <span>{describeScopes(token.scopes)}</span>
        <span>
          issued <When at={token.createdAt} /> by {token.createdBy.name ?? token.createdBy.id}
        </span>
        <span>
          {token.lastUsedAt === undefined ? 'not used yet' : 'last used '}
          {token.lastUsedAt !== undefined && <When at={token.lastUsedAt} />}
        </span>
        {token.revokedAt === undefined ? (
          <span>{token.expiresAt === undefined ? 'does not expire' : `until ${describeDay(token.expiresAt)}`}</span>
        ) : (
          <span>
            revoked <When at={token.revokedAt} />
          </span>
        )}
      </p>
      {token.status === 'active' && <TokenActs token={token} all={all} onIssued={onIssued} onChanged={onChanged} />}
    </li>
  );
}
