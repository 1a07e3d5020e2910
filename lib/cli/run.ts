/** How every command line here parses, speaks and ends: `rollcall`, and the commands of npm that have options of their own. */
import { type Command, CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { type Choice, explain } from './explain.ts';
import type { Terminal } from './terminal.ts';

/** 0 done, 1 refused or failed, 2 wrong usage (docs/cli.md). */
export type ExitCode = 0 | 1 | 2;

/** A command that ends nothing by itself, and speaks to `terminal` alone. */
export function prepareCommand(command: Command, terminal: Terminal): Command {
  return command
    .helpOption('--help', 'this text')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      ...(terminal.columns === undefined ? {} : { getOutHelpWidth: () => terminal.columns ?? 80 }),
    })
    .showHelpAfterError('See --help.');
}

/** Parses, does what the command does, and says what kept it from that, with remedies that it has. Never throws. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  choice: Choice = 'options',
): Promise<ExitCode> {
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { cause, remedy } = explain(error, undefined, choice);
    terminal.note(remedy === undefined ? `error: ${cause}` : `error: ${cause}\n${remedy}`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}
