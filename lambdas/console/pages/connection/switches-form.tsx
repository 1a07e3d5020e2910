/** The switches of a connection: where it is to be answered otherwise than its provider's profile says. */
import { useState } from 'preact/hooks';
import type { Connection, Switches } from '#admin/contract/connection.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ActForm } from '../../parts/act-form.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { Select } from '../../parts/select.tsx';
import { useTenant } from '../../tenant-context.ts';
import { choiceOf, type SwitchName, withChoice } from './switch-choices.ts';

export interface SwitchesFormProps {
  readonly connection: Connection;
  readonly onChanged: (connection: Connection) => void;
}

const explained: readonly (readonly [SwitchName, string, string])[] = [
  [
    'strict',
    'Strict mode',
    'Refuses attributes that the schema does not have, and changes without a path, instead of making the best of them.',
  ],
  [
    'additiveReplace',
    'Replacing members adds',
    'A change that replaces the members of a group adds to them instead of removing the others.',
  ],
  ['softDelete', 'Keep deleted users', 'What is deleted is kept out of sight, so that an operator can restore it.'],
];
const choices = [
  ['', 'As the profile of the provider has it'],
  ['on', 'On'],
  ['off', 'Off'],
] as const;

export function SwitchesForm({ connection, onChanged }: SwitchesFormProps) {
  const { api, announce } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const mayChange = useMay('changeConnection');
  const [switches, setSwitches] = useState<Switches>(connection.switches);
  const act = useAct(async () => {
    const parameters = { tenant, provider: connection.provider };
    onChanged(await api.ask('changeConnection', { parameters, body: { switches } }));
    announce('Switches saved. They are in effect everywhere within a minute.');
  });
  return (
    <details class="card">
      <summary>Switches</summary>
      <ActForm act={act}>
        {explained.map(([name, label, hint]) => (
          <Select
            key={name}
            label={label}
            name={name}
            hint={hint}
            options={choices}
            disabled={!mayChange}
            value={choiceOf(switches[name])}
            onChange={(choice) => setSwitches(withChoice(switches, name, choice))}
          />
        ))}
        {act.error !== undefined && <Problem error={act.error} />}
        {mayChange && (
          <ActButton act={act} type="submit">
            Save switches
          </ActButton>
        )}
      </ActForm>
    </details>
  );
}
