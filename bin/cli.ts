/** `npx rollcall`: the command line over the admin API (docs/cli.md). */
import { runProgram } from '#lib/cli/program.ts';
import { processTerminal } from '#lib/cli/terminal.ts';

// Not process.exit(): what goes into a pipe has to arrive first.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), process.env.ROLLCALL_URL || undefined);
