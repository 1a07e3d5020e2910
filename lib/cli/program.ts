/** `rollcall`: its commands, and how it ends. Exit codes: 0 done, 1 refused or failed, 2 wrong usage (docs/cli.md). */
import { Command } from 'commander';
import { addAudit } from './audit.ts';
import { CommandError } from './command-error.ts';
import { addConnections } from './connections.ts';
import { addDirectory } from './directory.ts';
import { addDoctor } from './doctor/doctor.ts';
import { addEvents } from './events.ts';
import { explain } from './explain.ts';
import { addLog } from './log.ts';
import { addMigrate } from './migrate.ts';
import { type ExitCode, prepareCommand, runCommand } from './run.ts';
import { type AddCommand, addCommonOptions, type CommonOptions, openSession, type Session } from './session.ts';
import { addTenants } from './tenants.ts';
import type { Terminal } from './terminal.ts';
import { addTokens } from './tokens.ts';
import { addTransfer } from './transfer.ts';

/** Runs one command and answers its exit code. Never throws. */
export async function runProgram(
  args: readonly string[],
  terminal: Terminal,
  url: string | undefined,
): Promise<ExitCode> {
  return runCommand(makeProgram(terminal, url), args, terminal);
}

function makeProgram(terminal: Terminal, url: string | undefined): Command {
  const program = prepareCommand(new Command('rollcall'), terminal)
    .description('Administers Rollcall: tenants, connections of identity providers, tokens.')
    .helpCommand(false);
  // What is said on the command line comes before the environment.
  const withUrl = <T extends CommonOptions>(options: T): T =>
    url === undefined || options.stage !== undefined ? options : { url, ...options };
  const add: AddCommand = (command, act, prepare) => {
    addCommonOptions(command).action(async (...given: unknown[]) => {
      // Commander gives the arguments, then the options, then the command.
      const options = given.at(-2) as Parameters<typeof act>[1];
      const args = given.slice(0, -2) as string[];
      const offline = { terminal, json: options.json === true };
      if ((await prepare?.(offline, options, ...args)) === 'done') return;
      const session = await openSession(terminal, withUrl(options));
      try {
        await act(session, options, ...args);
      } catch (error) {
        throw error instanceof CommandError ? error : explained(error, session);
      }
    });
  };
  addTenants(program, add);
  addConnections(program, add);
  addTokens(program, add);
  addDirectory(program, add);
  addLog(program, add);
  addAudit(program, add);
  addTransfer(program, add);
  addMigrate(program, add);
  addEvents(program, add);
  addDoctor(program, terminal, withUrl);
  return program;
}

function explained(error: unknown, { target }: Session): CommandError {
  const { cause, remedy } = explain(error, target);
  return new CommandError(cause, remedy);
}
