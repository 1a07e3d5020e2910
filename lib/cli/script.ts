/** Commands of npm with options of their own, such as `npm run demo`: parsed and ended as `rollcall` is. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { tenantId } from '#admin/contract/identifier.ts';
import { regionOfStage } from '../config/configured-stage.ts';
import { stageNamed } from '../stage.ts';
import { prepareCommand, runCommand } from './run.ts';
import { processTerminal } from './terminal.ts';

/** `npm run <name>`, without options yet. */
export function script(name: string, description: string): Command {
  return new Command(`npm run ${name} --`).description(description);
}

/** Runs the command of this process; `act` throws what keeps it from its work. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each script says which options it declared
export async function runScript<Options>(
  command: Command,
  act: (options: Options) => Promise<void>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const terminal = processTerminal();
  const prepared = prepareCommand(command, terminal).action((options: Options) => act(options));
  const code = await runCommand(prepared, args, terminal, 'environment');
  // Not process.exit(): what goes into a pipe has to arrive first. Nor is a failure that `act` told forgotten.
  if (code !== 0) process.exitCode = code;
}

export function stageOption(): Option {
  return new Option('--stage <name>', 'stage of the deployment').default('dev').argParser((text) => {
    try {
      return stageNamed(text).name;
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  });
}

export function regionOption(): Option {
  return new Option(
    '--region <name>',
    "AWS region (default: the stage's in rollcall.config.ts, then your environment's)",
  );
}

/** Leads the AWS SDK of this process to the region that is meant: `region`, else that of the stage, else the environment's. */
export function useRegion(stage: string, region: string | undefined): void {
  const chosen = region ?? regionOfStage(stage);
  if (chosen !== undefined) process.env.AWS_REGION = chosen;
}

export function tenantOption(description: string): Option {
  return new Option('--tenant <id>', description).default('default').argParser((text) => {
    if (!tenantId.safeParse(text).success)
      throw new InvalidArgumentError('It must be 1 to 36 of a-z, 0-9 and inner hyphens.');
    return text;
  });
}

/** A whole number of so many digits at most, from `least` on. */
export function numberOption(flags: string, description: string, least: number, digits: number): Option {
  return new Option(flags, description).argParser((text) => {
    if (!new RegExp(`^\\d{1,${digits}}$`).test(text) || Number(text) < least)
      throw new InvalidArgumentError(`It must be ${least} to ${10 ** digits - 1}.`);
    return Number(text);
  });
}

/** An option whose value `read` understands; undefined is refused with `mustBe`. */
export function readOption(
  flags: string,
  description: string,
  read: (text: string) => unknown,
  mustBe: string,
): Option {
  return new Option(flags, description).argParser((text) => {
    const value = read(text);
    if (value === undefined) throw new InvalidArgumentError(mustBe);
    return value;
  });
}
