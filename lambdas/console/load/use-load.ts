/** Loads what a component shows. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Loading, track } from './loading.ts';

export interface Load<T> extends Loading<T> {
  /** Loads again; what is there stays visible meanwhile. */
  readonly reload: () => void;
  /** The same, unless it is being loaded already: for what asks from time to time. */
  readonly refresh: () => void;
  /** Shows this instead, such as what a change answered. */
  readonly set: (value: T) => void;
}

type Inputs = readonly unknown[];

/** What is shown, and what it belongs to. */
interface Held<T> {
  readonly inputs: Inputs;
  readonly loading: Loading<T>;
}

const begun: Loading<never> = { isLoading: true, isSlow: false };

/** Loads once, and again when one of `inputs` changes; then what belonged to other inputs is gone at once. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, inputs: Inputs): Load<T> {
  const [held, setHeld] = useState<Held<T>>({ inputs, loading: begun });
  // Effects come after the page is painted: until then the rows of one page would stand under the number of the next.
  const loading: Loading<T> = areSame(held.inputs, inputs) ? held.loading : begun;
  const stop = useRef<() => void>(() => undefined);
  const latest = useRef({ load, loading, inputs });
  latest.current = { load, loading, inputs };
  const begin = useCallback((previous: { readonly value?: T }) => {
    stop.current();
    const { load: own, inputs: to } = latest.current;
    stop.current = track(own, (next) => setHeld({ inputs: to, loading: next }), previous);
  }, []);
  useEffect(() => {
    begin({});
    return () => stop.current();
  }, inputs);
  const reload = useCallback(() => begin(latest.current.loading), []);
  const refresh = useCallback(() => {
    if (!latest.current.loading.isLoading) reload();
  }, []);
  const set = useCallback((value: T) => {
    stop.current();
    setHeld({ inputs: latest.current.inputs, loading: { value, isLoading: false, isSlow: false } });
  }, []);
  return { ...loading, reload, refresh, set };
}

function areSame(some: Inputs, others: Inputs): boolean {
  return some.length === others.length && some.every((each, index) => Object.is(each, others[index]));
}
