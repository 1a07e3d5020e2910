/** Fails a run of the end-to-end tests when functions may do more than they did in it, or did more than they may. */
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { findAccessProblems } from './access-findings.ts';
import { readAccessRecord } from './access-record.ts';

interface Results {
  readonly testResults: readonly { readonly testFilePath: string; readonly testExecError?: unknown }[];
}

export default class AccessReporter {
  readonly #config: { readonly rootDir: string; readonly testNamePattern?: string };
  #error: Error | undefined;

  constructor(config: { readonly rootDir: string; readonly testNamePattern?: string }) {
    this.#config = config;
  }

  onRunComplete(_: unknown, { testResults }: Results): void {
    const { rootDir, testNamePattern } = this.#config;
    const events = readAccessRecord();
    // No end-to-end test was run, or they were run against a deployed stage.
    if (events === undefined) return;
    const ran = new Set(
      testResults
        .filter(({ testExecError }) => testExecError === undefined)
        .map(({ testFilePath }) => relative(rootDir, testFilePath)),
    );
    const all = globSync('test/e2e/**/*.test.ts', { cwd: rootDir });
    const left = all.filter((file) => !ran.has(file));
    const isWhole = left.length === 0 && !testNamePattern;
    const problems = findAccessProblems(events, isWhole);
    if (problems.length > 0) {
      this.#error = new Error(`Permissions in lib/permissions.ts:\n  ${problems.join('\n  ')}`);
      process.stderr.write(`\n${this.#error.message}\n`);
    } else if (!isWhole) {
      const which = left.length === 0 ? 'some tests' : `${left.length} of ${all.length} files`;
      process.stderr.write(`\nLeast privilege is not shown: ${which} of test/e2e did not run.\n`);
    }
  }

  getLastError(): Error | undefined {
    return this.#error;
  }
}
