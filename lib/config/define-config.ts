import type { StageSettingsInput } from './settings.ts';

/** What `rollcall.config.ts` exports. */
export interface RollcallConfig {
  /** By the stage's name: 1 to 16 of a-z, 0-9 and "-", beginning with a letter. */
  readonly stages: Readonly<Record<string, StageSettingsInput>>;
}

/** Gives `config` its type; it is checked when a stage is read, where an error can be shown in one line. */
export function defineConfig(config: RollcallConfig): RollcallConfig {
  return config;
}
