/** What the doctor found out, check by check. */
import { OperatorError } from '../../operator/client.ts';
import { CommandError } from '../command-error.ts';
import { explain } from '../explain.ts';
import type { Target } from '../target.ts';

export interface Finding {
  readonly check: string;
  /** `null` for what is told and not judged: a check that could not be made, or a choice that is somebody's own. */
  readonly ok: boolean | null;
  readonly detail: string;
  readonly remedy?: string;
}

export type OnFinding = (finding: Finding) => void;

/** Thrown by a check for what is to be told and is no failure. */
export class NotJudged extends CommandError {}

/** Thrown by a check that the principal may not make. */
export class NotPermitted extends NotJudged {
  constructor(permission: string) {
    super(`not checked, as the principal may not call ${permission}`, `Allow ${permission} (docs/cli.md).`);
  }
}

interface Check<T> {
  readonly check: string;
  readonly act: () => Promise<T>;
  /** What is said when it went well; undefined where there was nothing to check, of which nothing is said. */
  readonly detail: (result: T) => string | undefined;
  readonly target?: Target;
  /** Where to look when the deployment itself fails (5xx). */
  readonly suspect?: string;
}

/** The result of a check that went well, wrapped as it may be undefined itself; undefined for one that did not. */
export async function find<T>(onFinding: OnFinding, { check, act, detail, target, suspect }: Check<T>) {
  try {
    const result = await act();
    const said = detail(result);
    if (said !== undefined) onFinding({ check, ok: true, detail: said });
    return { result };
  } catch (error) {
    const { cause, remedy } = explain(error, target);
    const isOurs = error instanceof OperatorError && error.status >= 500;
    const remedies = [isOurs ? suspect : undefined, remedy].filter((text) => text !== undefined).join(' ');
    const ok = error instanceof NotJudged ? null : false;
    onFinding({ check, ok, detail: cause, ...(remedies === '' ? {} : { remedy: remedies }) });
    return undefined;
  }
}
