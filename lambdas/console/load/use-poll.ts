/** Asks again from time to time, as long as somebody looks. */
import { useEffect, useRef } from 'preact/hooks';
import { pauseAfter } from './poll-pauses.ts';

/** Calls `ask` in growing pauses while `isWanted`, not while the page is hidden, and at once when it is shown again. */
export function usePoll(ask: () => void, isWanted: boolean): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isWanted) return;
    const since = Date.now();
    let timer = 0;
    const plan = () => {
      timer = setTimeout(
        () => {
          if (document.visibilityState === 'visible') latest.current();
          plan();
        },
        pauseAfter(Date.now() - since),
      );
    };
    const shown = () => {
      if (document.visibilityState === 'visible') latest.current();
    };
    plan();
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [isWanted]);
}
