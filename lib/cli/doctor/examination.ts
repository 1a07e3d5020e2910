/** The checks of `rollcall doctor`, in an order in which the first that fails is the cause. */
import { operatorClient } from '../../operator/client.ts';
import { findTarget, type Target, type TargetOptions } from '../target.ts';
import { examineAddress, examineClock, examinePermission } from './admin-api.ts';
import { examineAlarms } from './alarms.ts';
import { examineConsole } from './console.ts';
import { examineEvents } from './events.ts';
import { type Finding, find, type OnFinding } from './finding.ts';
import { examineRelease } from './release.ts';
import type { Exercised } from './scim-exercise.ts';
import { examineTenant } from './tenant.ts';

/** Names of what else there is begin with the stage. */
const unseen: Finding = {
  check: 'stage',
  ok: null,
  detail: 'release, events, console and alarms are not checked, as a URL does not tell the stage',
  remedy: 'Say --stage as well.',
};

/** Tells each check as it is done. Never throws. */
export async function examine(options: TargetOptions, onFinding: OnFinding): Promise<void> {
  const found = await find(onFinding, {
    check: 'deployment',
    act: () => findTarget(options),
    detail: ({ name }) => name,
  });
  if (found === undefined) return;
  const { result: target } = found;
  const { deployed, kind } = target;
  if (deployed !== undefined) await examineRelease(deployed, onFinding);
  const answered = await examineAddress(target, onFinding);
  // What does not answer on one machine is not there; in AWS each part is by itself.
  if (answered === undefined && kind === 'local') return;
  // Nothing that is signed is believed then.
  if (answered !== undefined && !(await examineClock(answered.date, onFinding))) return;
  const exercised = answered === undefined ? undefined : await examineDirectory(target, onFinding);
  await examineEvents(target, exercised, onFinding);
  await examineConsole(target, onFinding);
  if (deployed !== undefined) await examineAlarms(target, deployed.stage, onFinding);
  else if (kind === 'aws') onFinding(unseen);
}

async function examineDirectory(target: Target, onFinding: OnFinding): Promise<Exercised | undefined> {
  const client = operatorClient(target);
  if (!(await examinePermission(client, target, onFinding))) return undefined;
  return examineTenant(client, target, onFinding);
}
