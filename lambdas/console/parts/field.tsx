/** A field of a form with its label, a hint, and what is wrong with it. */
import { useId } from 'preact/hooks';

export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly required?: boolean;
  readonly type?: 'text' | 'search' | 'date' | 'number';
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly placeholder?: string;
  readonly min?: string;
  readonly max?: string;
}

export function Field({ label, hint, problem, onInput, ...input }: FieldProps) {
  const id = useId();
  // The types of inputs know a union for each `type`, which one that is chosen later is in none of.
  const attributes: object = input;
  const said = problem ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...attributes}
        id={id}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={said === undefined ? undefined : `${id}-said`}
        aria-invalid={problem === undefined ? undefined : true}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {said !== undefined && (
        <small id={`${id}-said`} class={problem === undefined ? '' : 'wrong'}>
          {said}
        </small>
      )}
    </div>
  );
}
