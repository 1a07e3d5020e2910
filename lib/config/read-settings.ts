import * as z from 'zod';
import { stageNamed } from '../stage.ts';
import { group } from './rules.ts';
import { type StageSettings, stageSettings } from './settings.ts';

const rollcallConfig = group({ stages: z.record(z.string(), stageSettings, { error: 'an object of stages' }) });

/**
 * The settings of the stage called `name`. All stages are checked: what is wrong with one is known before its turn comes.
 * Throws an `Error` of one line for each problem, with the setting, its value and what is accepted.
 */
export function readSettings(config: unknown, name: string): StageSettings {
  const parsed = rollcallConfig.safeParse(config);
  if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => describe(issue, config)).join('\n'));
  const { stages } = parsed.data;
  for (const stage of Object.keys(stages)) stageNamed(stage);
  const settings = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (settings === undefined) {
    const known = Object.keys(stages).join(', ') || 'none';
    throw new Error(`rollcall.config.ts has no stage "${name}"; its stages are ${known}.`);
  }
  return settings;
}

/** `rollcall.config.ts: stages.prod.waf is "yes"; it must be true or false.` */
function describe(issue: z.core.$ZodIssue, config: unknown): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknown];
  const value = path.reduce<unknown>((from, key) => (from as Record<PropertyKey, unknown> | undefined)?.[key], config);
  const setting = `rollcall.config.ts: ${path.map(String).join('.')}`;
  const accepted = issue.message;
  if (issue.code === 'unrecognized_keys') return `${setting} is no setting; ${issue.path.join('.')} is ${accepted}.`;
  if (issue.code === 'invalid_key') return `${setting} is unknown; it must be ${issue.issues[0]?.message}.`;
  return `${setting} is ${JSON.stringify(value)?.slice(0, 100) ?? 'not set'}; it must be ${accepted}.`;
}
