/** A value to be pasted elsewhere, with a button that copies it. */
import { useId, useRef } from 'preact/hooks';
import { useConsole } from '../console-context.ts';

export function Copy({ label, value }: { readonly label: string; readonly value: string }) {
  const { announce } = useConsole();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      announce(`${label} copied.`);
    } catch {
      announce(`${label} is selected; copy it with your keyboard.`);
    }
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        <input id={id} ref={input} type="text" readOnly value={value} onFocus={() => input.current?.select()} />
        <button type="button" class="secondary" aria-label={`Copy ${label.toLowerCase()}`} onClick={() => void copy()}>
          Copy
        </button>
      </div>
    </div>
  );
}
