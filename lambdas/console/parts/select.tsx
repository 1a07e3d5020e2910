/** A choice of one, with its label and a hint. */
import { useId } from 'preact/hooks';

export interface SelectProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Value and what is shown of each; what follows is the caller's. */
  readonly options: readonly (readonly [value: string, text: string, ...rest: unknown[]])[];
  readonly hint?: string;
  readonly disabled?: boolean;
}

export function Select({ label, name, value, onChange, options, hint, disabled = false }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
