/** A day that somebody types or picks. */
import { useRef } from 'preact/hooks';
import { useSettled } from '../../load/use-settled.ts';
import { firstDay, isDay } from './audit-words.ts';

export interface Day {
  /** What to ask about: the last one that could be; '' for none. */
  readonly day: string;
  /** What is wrong with what stands in the field. */
  readonly problem: string | undefined;
}

/** `value` once whoever types has paused and it is a day of the logs, or none. */
export function useDay(value: string): Day {
  const settled = useSettled(value);
  const last = useRef('');
  const isUsable = settled === '' || isDay(settled);
  if (isUsable) last.current = settled;
  return { day: last.current, problem: isUsable ? undefined : `From ${firstDay} on.` };
}
