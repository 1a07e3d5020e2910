/** A form that sets something off when it is submitted. */
import type { ComponentChildren } from 'preact';
import type { Act } from '../load/use-act.ts';

export interface ActFormProps {
  readonly act: Act<void>;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function ActForm({ act, children, ...form }: ActFormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    act.run();
  };
  return (
    <form {...form} onSubmit={submit}>
      {children}
    </form>
  );
}
