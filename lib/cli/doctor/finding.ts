/** What the doctor found out, check by check. */
import { OperatorError } from '../../operator/client.ts';
import { explain } from '../explain.ts';
import type { Target } from '../target.ts';

export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

export type OnFinding = (finding: Finding) => void;

interface Check<T> {
  readonly check: string;
  readonly act: () => Promise<T>;
  /** What is said when it went well. */
  readonly detail: (result: T) => string;
  readonly target?: Target;
  /** Where to look when the deployment itself fails (5xx). */
  readonly suspect?: string;
}

/** The result of a check that went well, wrapped as it may be undefined itself; undefined for one that did not. */
export async function find<T>(onFinding: OnFinding, { check, act, detail, target, suspect }: Check<T>) {
  try {
    const result = await act();
    onFinding({ check, ok: true, detail: detail(result) });
    return { result };
  } catch (error) {
    const { cause, remedy } = explain(error, target);
    const isOurs = error instanceof OperatorError && error.status >= 500;
    const remedies = [isOurs ? suspect : undefined, remedy].filter((text) => text !== undefined).join(' ');
    onFinding({ check, ok: false, detail: cause, ...(remedies === '' ? {} : { remedy: remedies }) });
    return undefined;
  }
}
