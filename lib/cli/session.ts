/** What a command works with, and the ways in which all of them answer. */
import type { Command } from 'commander';
import { type OperatorClient, operatorClient } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { type Column, formatRecord, formatTable } from './table.ts';
import { findTarget, type Target, type TargetOptions } from './target.ts';
import type { Terminal } from './terminal.ts';

/** Of every command. */
export interface CommonOptions extends TargetOptions {
  readonly json?: boolean;
}

/** What there is of a session before a deployment is looked for. */
export interface Offline {
  readonly terminal: Terminal;
  readonly json: boolean;
}

export interface Session extends Offline {
  readonly target: Target;
  readonly client: OperatorClient;
}

/**
 * Makes a command of what `act` does with its options and arguments. `prepare` comes before a deployment is looked for:
 * what needs none is done there, and may be all.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each command says which options it declared
export type AddCommand = <Options>(
  command: Command,
  act: (session: Session, options: Options & CommonOptions, ...args: string[]) => Promise<void>,
  prepare?: (offline: Offline, options: Options & CommonOptions, ...args: string[]) => Promise<'done' | 'goes on'>,
) => void;

type Record = Parameters<typeof formatRecord>[0];

export function addCommonOptions(command: Command): Command {
  return command
    .optionsGroup('Options of every command:')
    .option('--json', 'answer in JSON')
    .option('--stage <name>', 'the deployment of this stage, in the AWS account of your environment')
    .option('--profile <name>', 'profile of the AWS configuration; means stage dev without --stage')
    .option('--region <name>', 'AWS region; means stage dev without --stage')
    .option('--url <url>', 'the deployment at this ApiUrl output; default $ROLLCALL_URL')
    .option('--data <dir>', 'folder of the local stack', '.rollcall')
    .helpOption('--help', 'this text');
}

/** Throws as `findTarget` does. */
export async function openSession(terminal: Terminal, options: CommonOptions): Promise<Session> {
  const target = await findTarget(options);
  return { terminal, json: options.json === true, target, client: operatorClient(target) };
}

export function showRecord({ json, terminal }: Session, value: object, record: Record): void {
  terminal.write(json ? toJson(value) : formatRecord(record));
}

/** The rows, or a word that there are none, which is no result. */
export function showTable<Row>(
  { json, terminal }: Session,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): void {
  if (json) return terminal.write(toJson(rows));
  if (rows.length === 0) return terminal.note('None.');
  terminal.write(formatTable(columns, rows, terminal.columns));
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** Throws `CommandError` unless it may be done: `--yes`, or a yes to the question where somebody is there. */
export async function confirm(terminal: Terminal, what: string, { yes }: { readonly yes?: boolean }): Promise<void> {
  if (yes === true) return;
  if (!terminal.isInteractive) throw new CommandError(`${what}, and nobody is there to be asked.`, 'Say --yes.', 2);
  const answer = await terminal.ask(`${what}. Go on? (y/N) `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('Nothing was done.');
}
