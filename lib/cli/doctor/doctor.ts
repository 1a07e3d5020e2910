/** `rollcall doctor`: looks at a deployment from end to end, and says what is wrong and how to mend it. */
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addCommonOptions, type CommonOptions, toJson } from '../session.ts';
import { toText } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { examine } from './examination.ts';
import type { Finding } from './finding.ts';

export function addDoctor(
  parent: Command,
  terminal: Terminal,
  withUrl: (options: CommonOptions) => CommonOptions,
): void {
  const command = parent
    .command('doctor')
    .description('check a deployment, or the local stack, with a tenant of its own that it deletes');
  addCommonOptions(command).action(async (options: CommonOptions) => {
    const findings: Finding[] = [];
    await examine(withUrl(options), (finding) => {
      findings.push(finding);
      if (options.json !== true) terminal.write(format(finding));
    });
    if (options.json === true) terminal.write(toJson(findings));
    const failed = findings.filter(({ ok }) => ok === false).length;
    if (failed > 0) throw new CommandError(`${failed} of ${findings.length} checks failed.`);
  });
}

function format({ check, ok, detail, remedy }: Finding): string {
  const line = `${signOf(ok)} ${check.padEnd(12)} ${detail.split('\n').map(toText).join('\n')}`;
  return remedy === undefined ? line : `${line}\n  ${' '.repeat(13)}→ ${toText(remedy)}`;
}

function signOf(ok: Finding['ok']): string {
  if (ok === null) return '–';
  return ok ? '✓' : '✗';
}
