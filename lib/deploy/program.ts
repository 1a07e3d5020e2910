/** The AWS CDK's commands for a whole stage, which is checked before anything is built. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { configuredStage } from '../config/configured-stage.ts';

const verbs = {
  deploy: 'deploy all stacks of a stage: table and secrets first, then what answers',
  diff: 'show what a deployment would change (docs/upgrades.md says how to read it)',
  destroy: 'delete all stacks of a stage; what holds its data stays, unless its removalPolicy is destroy',
} as const;

const root = resolve(import.meta.dirname, '../..');

type Run = (args: readonly string[]) => Promise<number>;

/** Of the verbs, those that take no stack where none is named; `diff` compares all of them, and knows no `--all`. */
const needingAll: readonly string[] = ['deploy', 'destroy'];

/** Of the verbs, those that send requests to new versions, or show how. */
const shifting: readonly string[] = ['deploy', 'diff'];

interface Options {
  readonly stage: string;
  readonly despiteAlarms?: true;
}

/**
 * Runs the command that `args` name and gives the exit code of the AWS CDK, or 1 with one line on stderr when there is
 * nothing to run. Options that it does not know are the CDK's: `--require-approval never`, `--profile mine`.
 */
export async function runDeployment(args: readonly string[], run: Run = runCdk): Promise<number> {
  let code = 0;
  const program = new Command('npm run').exitOverride().description('Deploys a stage of rollcall.config.ts.');
  for (const [verb, description] of Object.entries(verbs)) {
    const command = program
      .command(verb)
      .description(description)
      .usage('-- --stage <name> [options of the AWS CDK]')
      .requiredOption('--stage <name>', 'a stage of rollcall.config.ts')
      .allowUnknownOption()
      .allowExcessArguments()
      .action(async ({ stage, despiteAlarms }: Options, { args: rest }: Command) => {
        const { name } = configuredStage(stage);
        const context = [`stage=${name}`, ...(despiteAlarms ? ['despiteAlarms=true'] : [])];
        const all = needingAll.includes(verb) ? ['--all'] : [];
        code = await run([verb, ...all, ...context.flatMap((one) => ['-c', one]), ...rest]);
      });
    if (shifting.includes(verb)) {
      command.option('--despite-alarms', 'for a mend while an alarm is on: new versions get all requests at once');
    }
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  return code;
}

/** The exit code of the AWS CDK, which has this terminal. Ctrl-C is for it to answer. */
async function runCdk(args: readonly string[]): Promise<number> {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const cdk = resolve(root, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cdk, ...args], { cwd: root, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('SIGINT', ignore);
  return code ?? 1;
}
