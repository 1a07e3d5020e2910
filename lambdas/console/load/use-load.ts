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

/** Loads once, and again when one of `inputs` changes; then what belonged to other inputs is gone at once. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Load<T> {
  const [loading, setLoading] = useState<Loading<T>>({ isLoading: true, isSlow: false });
  const stop = useRef<() => void>(() => undefined);
  const latest = useRef({ load, loading });
  latest.current = { load, loading };
  const begin = useCallback((previous: { readonly value?: T }) => {
    stop.current();
    stop.current = track(latest.current.load, setLoading, previous);
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
    setLoading({ value, isLoading: false, isSlow: false });
  }, []);
  return { ...loading, reload, refresh, set };
}
