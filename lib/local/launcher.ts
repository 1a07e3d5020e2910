/** The npm that started this process: when it is killed, nobody is left to stop the stack. */
import { readFileSync } from 'node:fs';

/**
 * Calls `gone` when npm has ended without a signal to this process. npm may have put a shell in between, which then lives
 * on; that is seen where there is a `/proc`. Does nothing when npm did not start this process.
 */
export function whenLauncherIsGone(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const isShell = !nameOf(shell)?.startsWith('npm') && nameOf(parentOf(shell))?.startsWith('npm') === true;
  const launcher = () => `${process.ppid} ${isShell ? parentOf(shell) : ''}`;
  const before = launcher();
  const watch = setInterval(() => {
    if (launcher() === before) return;
    clearInterval(watch);
    gone();
  }, 200).unref();
}

function nameOf(pid: number | undefined): string | undefined {
  return /\((.*)\)/.exec(statOf(pid))?.[1];
}

function parentOf(pid: number): number | undefined {
  // The name before it may itself hold parentheses and spaces (proc_pid_stat(5)).
  const parent = /\) \S (\d+) [^)]*$/.exec(statOf(pid))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function statOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
