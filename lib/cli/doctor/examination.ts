/** The checks of `rollcall doctor`, in an order in which the first that fails is the cause. */
import { operatorClient } from '../../operator/client.ts';
import { findTarget, type TargetOptions } from '../target.ts';
import { examineAddress, examineClock, examinePermission } from './admin-api.ts';
import { find, type OnFinding } from './finding.ts';
import { examineTenant } from './tenant.ts';

/** Tells each check as it is done. Never throws. */
export async function examine(options: TargetOptions, onFinding: OnFinding): Promise<void> {
  const found = await find(onFinding, {
    check: 'deployment',
    act: () => findTarget(options),
    detail: ({ name }) => name,
  });
  if (found === undefined) return;
  const { result: target } = found;
  const answered = await examineAddress(target, onFinding);
  if (answered === undefined || !(await examineClock(answered.date, onFinding))) return;
  const client = operatorClient(target);
  if (await examinePermission(client, target, onFinding)) await examineTenant(client, target, onFinding);
}
