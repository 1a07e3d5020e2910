/** A button that is busy while what it sets off runs. */
import type { ComponentChildren } from 'preact';
import type { Act } from '../load/use-act.ts';

export interface ActButtonProps {
  readonly act: Act<void>;
  /** `submit` leaves it to the form, so that what is required is asked for first. */
  readonly type?: 'button' | 'submit';
  readonly kind?: 'primary' | 'secondary' | 'danger';
  readonly small?: boolean;
  /** For the ear, where the text alone does not say of what. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** It keeps the focus while it is busy, which a disabled button would lose. */
export function ActButton({ act, type = 'button', kind = 'primary', small = false, label, children }: ActButtonProps) {
  const classes = [kind === 'primary' ? '' : kind, small ? 'small' : ''].filter((each) => each !== '');
  return (
    <button
      type={type}
      class={classes.join(' ')}
      aria-label={label}
      aria-disabled={act.isLoading}
      aria-busy={act.isSlow}
      onClick={type === 'button' ? () => act.run() : undefined}
    >
      {children}
    </button>
  );
}
