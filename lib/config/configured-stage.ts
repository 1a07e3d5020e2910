import config from '../../rollcall.config.ts';
import { type Stage, stageNamed } from '../stage.ts';
import { readSettings } from './read-settings.ts';
import { defaultSchemaFile, type StageSettings } from './settings.ts';

/** A stage with its settings: all that the stacks are made from. */
export interface ConfiguredStage extends Stage {
  readonly settings: StageSettings;
}

/** The stage called `name`, as `rollcall.config.ts` sets it. Throws an `Error` that says what to correct there. */
export function configuredStage(name: unknown): ConfiguredStage {
  const stage = stageNamed(name);
  return { ...stage, settings: readSettings(config, stage.name) };
}

/**
 * The stage as its functions know it: with the table that was restored in place of its own, where there is one. AWS made
 * its stream, and an operator wrote down the stream's ARN (docs/backup-and-restore.md).
 */
export function servingStage(stage: ConfiguredStage): ConfiguredStage {
  const { restoredTable } = stage.settings;
  if (restoredTable === undefined) return stage;
  return { ...stage, tableName: restoredTable, streamParameter: `/rollcall/${stage.name}/streams/${restoredTable}` };
}

/** The table that the functions of the stage called `name` use; its own one where its settings are elsewhere. */
export function tableNameOf(name: string): string {
  return Object.hasOwn(config.stages, name)
    ? servingStage(configuredStage(name)).tableName
    : stageNamed(name).tableName;
}

/** The schema file of the stage called `name`; the default one of a stage that was configured elsewhere. */
export function schemaFileOf(name: string): string {
  return Object.hasOwn(config.stages, name) ? readSettings(config, name).schemas : defaultSchemaFile;
}

/** The key that new secrets of the stage called `name` are encrypted with; none when its settings are elsewhere. */
export function secretKeyOf(name: string): string | undefined {
  const isOwn = Object.hasOwn(config.stages, name) && readSettings(config, name).customerManagedKey;
  return isOwn ? stageNamed(name).keyAlias : undefined;
}

/** The region of the stage called `name`; undefined where its settings leave it to the environment, or are elsewhere. */
export function regionOfStage(name: string): string | undefined {
  return Object.hasOwn(config.stages, name) ? readSettings(config, name).region : undefined;
}

/**
 * The same stage for one machine, without what only means something in AWS. What changes how the functions answer stays
 * as it is set; the console is there.
 */
export function onOneMachine({ settings, ...stage }: ConfiguredStage): ConfiguredStage {
  return {
    ...stage,
    settings: {
      ...settings,
      account: undefined,
      region: undefined,
      domain: undefined,
      console: true,
      waf: false,
      originSecret: 'off',
      functions: {},
      tracing: false,
      alarmTargets: [],
      canary: false,
      customerManagedKey: false,
      restoredTable: undefined,
    },
  };
}
