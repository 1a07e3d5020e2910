/** What is being loaded, as a page shows it: nothing for an instant, then that it takes a while, then what came. */

export interface Loading<T> {
  /** What came last, also while it is loaded anew. */
  readonly value?: T;
  readonly error?: unknown;
  readonly isLoading: boolean;
  /** It takes longer than a person takes for immediate. */
  readonly isSlow: boolean;
}

/** After this many milliseconds a page says that it is waiting. */
export const slowAfter = 100;

/**
 * Runs `load` and tells each change to `show`, at once for the first. `previous` is what is shown meanwhile. The result
 * gives it up: nothing is told from then on, and the signal is aborted.
 */
export function track<T>(
  load: (signal: AbortSignal) => Promise<T>,
  show: (loading: Loading<T>) => void,
  previous: { readonly value?: T } = {},
): () => void {
  const controller = new AbortController();
  const kept = 'value' in previous ? { value: previous.value as T } : {};
  const tell = (loading: Loading<T>) => {
    if (!controller.signal.aborted) show(loading);
  };
  const timer = setTimeout(() => tell({ ...kept, isLoading: true, isSlow: true }), slowAfter);
  tell({ ...kept, isLoading: true, isSlow: false });
  load(controller.signal).then(
    (value) => {
      clearTimeout(timer);
      tell({ value, isLoading: false, isSlow: false });
    },
    (error: unknown) => {
      clearTimeout(timer);
      tell({ ...kept, error, isLoading: false, isSlow: false });
    },
  );
  return () => {
    clearTimeout(timer);
    controller.abort();
  };
}
