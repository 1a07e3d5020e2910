/** Fails a run of tests when a test that the register of requirements names was not among those of its file, or was skipped. */
import { relative } from 'node:path';
import { readPlainStatements, readRegister } from './register.ts';
import { findUnshown, type RanTest } from './shown-tests.ts';

interface Results {
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly testExecError?: unknown;
    readonly testResults: readonly RanTest[];
  }[];
}

export default class RequirementsReporter {
  readonly #config: { readonly rootDir: string; readonly testNamePattern?: string };
  #error: Error | undefined;

  constructor(config: { readonly rootDir: string; readonly testNamePattern?: string }) {
    this.#config = config;
  }

  onRunComplete(_: unknown, { testResults }: Results): void {
    // Tests that were left out by name, or that a deployed stage cannot answer, are not missing.
    if (this.#config.testNamePattern || process.env.SCIM_BASE_URL) return;
    const ran = testResults
      .filter(({ testExecError }) => testExecError === undefined)
      .map((file) => [relative(this.#config.rootDir, file.testFilePath), file.testResults] as const);
    const requirements = [...readRegister(), ...readPlainStatements()].flatMap((section) => section.requirements);
    const unshown = findUnshown(requirements, new Map(ran));
    if (unshown.length === 0) return;
    this.#error = new Error(`Requirements in test/rfc/requirements/ that no test shows:\n  ${unshown.join('\n  ')}`);
    process.stderr.write(`\n${this.#error.message}\n`);
  }

  getLastError(): Error | undefined {
    return this.#error;
  }
}
