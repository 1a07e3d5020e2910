/** A switch as a choice of three: on, off, or as the profile of the provider has it. */
import type { Switches } from '#admin/contract/connection.ts';

export type SwitchName = keyof Switches;

/** `on`, `off`, or empty for what is left to the profile. */
export function choiceOf(value: boolean | undefined): string {
  if (value === undefined) return '';
  return value ? 'on' : 'off';
}

/** What is left to the profile is absent. */
export function withChoice(switches: Switches, name: SwitchName, choice: string): Switches {
  const { [name]: _before, ...others } = switches;
  return choice === '' ? others : { ...others, [name]: choice === 'on' };
}
