/** Something that a person sets off: a button is busy while it runs, and says what went wrong. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Loading, track } from './loading.ts';

export interface Act<Input> extends Omit<Loading<unknown>, 'value'> {
  readonly run: (input: Input) => void;
  /** Forgets what went wrong. */
  readonly forget: () => void;
}

const idle = { isLoading: false, isSlow: false };

/** A second `run` while the first is under way does nothing. What is under way is finished even if the page is left. */
export function useAct<Input = void>(act: (input: Input) => Promise<unknown>): Act<Input> {
  const [state, setState] = useState<Loading<unknown>>(idle);
  const isMounted = useRef(true);
  useEffect(
    () => () => {
      isMounted.current = false;
    },
    [],
  );
  const running = useRef(false);
  const run = (input: Input) => {
    if (running.current) return;
    running.current = true;
    track(
      async () => {
        try {
          await act(input);
        } finally {
          running.current = false;
        }
      },
      (next) => {
        if (isMounted.current) setState(next);
      },
    );
  };
  return { ...state, run, forget: () => setState(idle) };
}
