/** What is loaded, or why it is not there. */
import type { ComponentChildren } from 'preact';
import { detailOf } from '../api/api-error.ts';
import type { Load } from '../load/use-load.ts';

export interface LoadedProps<T> {
  readonly of: Load<T>;
  /** What is being loaded, in the plural as a rule: "users". */
  readonly what: string;
  readonly children: (value: T) => ComponentChildren;
}

export function Loaded<T>({ of, what, children }: LoadedProps<T>) {
  const hasValue = 'value' in of;
  return (
    <>
      <div role="status" class="waiting">
        {of.isSlow && <span aria-busy="true">Loading {what}…</span>}
      </div>
      {of.error !== undefined && !of.isLoading && <Problem error={of.error} onRetry={of.reload} />}
      {hasValue && children(of.value as T)}
    </>
  );
}

export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <div role="alert" class="problem">
      <p>{detailOf(error)}</p>
      {onRetry !== undefined && (
        <button type="button" class="secondary small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
