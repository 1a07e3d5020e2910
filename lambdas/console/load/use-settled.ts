/** What somebody types, once they pause. */
import { useEffect, useState } from 'preact/hooks';

/** Long enough that a word is typed, short enough to feel immediate, in milliseconds. */
export const typingPause = 250;

/** `value` as it was before, until it has not changed for the pause. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingPause);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
