/** A dialog over the page: the focus is within, Escape closes it, and the focus returns to where it was. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Act } from '../load/use-act.ts';
import { ActButton } from './act-button.tsx';
import { Problem } from './loaded.tsx';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <article>
        <h2 id={id}>{title}</h2>
        {children}
      </article>
    </dialog>
  );
}

export interface ConfirmProps extends DialogProps {
  readonly act: Act<void>;
  /** What the button says: the deed itself. */
  readonly deed: string;
  readonly kind?: 'primary' | 'danger';
}

/** Asks before something is done that cannot be undone, or that others notice. */
export function Confirm({ title, onClose, children, act, deed, kind = 'danger' }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {act.error !== undefined && <Problem error={act.error} />}
      <footer>
        <button type="button" class="secondary" onClick={onClose}>
          Cancel
        </button>
        <ActButton act={act} kind={kind}>
          {deed}
        </ActButton>
      </footer>
    </Dialog>
  );
}
