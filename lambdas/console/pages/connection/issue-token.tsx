/** Asks what the new token is to be, and issues it. */
import { useRef, useState } from 'preact/hooks';
import type { IssuedToken, Scope } from '#admin/contract/token.ts';
import { fieldProblem } from '../../api/api-error.ts';
import { useConsole } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ActForm } from '../../parts/act-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { Select } from '../../parts/select.tsx';
import type { ProviderId } from '../connection-page.tsx';
import { endAfter, lifetimes } from './token-words.ts';

export interface IssueTokenProps {
  readonly tenant: string;
  readonly provider: ProviderId;
  readonly onIssued: (issued: IssuedToken) => void;
  readonly onClose: () => void;
}

const rights: readonly (readonly [string, string, Scope[]])[] = [
  ['all', 'Read and write: for provisioning', ['scim:read', 'scim:write']],
  ['read', 'Read only: for reports and checks', ['scim:read']],
];

export function IssueToken({ tenant, provider, onIssued, onClose }: IssueTokenProps) {
  const { api } = useConsole();
  const [label, setLabel] = useState('');
  const [right, setRight] = useState('all');
  const [days, setDays] = useState('');
  const key = useRef(crypto.randomUUID());
  const act = useAct(async () => {
    const scopes = rights.find(([name]) => name === right)?.[2];
    const body = { label, scopes, expiresAt: endAfter(days, Date.now()) };
    onIssued(await api.ask('issueToken', { parameters: { tenant, provider }, body, idempotencyKey: key.current }));
  });
  const labelProblem = fieldProblem(act.error, 'label');
  return (
    <Dialog title="Issue token" onClose={onClose}>
      <ActForm act={act}>
        <Field
          label="Label"
          name="label"
          value={label}
          onInput={setLabel}
          required
          maxLength={100}
          hint="What tells it from others, such as where it is used."
          problem={labelProblem}
        />
        <Select label="It may" name="rights" value={right} onChange={setRight} options={rights} />
        <Select label="It lasts" name="lifetime" value={days} onChange={setDays} options={lifetimes} />
        {act.error !== undefined && labelProblem === undefined && <Problem error={act.error} />}
        <footer>
          <button type="button" class="secondary" onClick={onClose}>
            Cancel
          </button>
          <ActButton act={act} type="submit">
            Issue token
          </ActButton>
        </footer>
      </ActForm>
    </Dialog>
  );
}
