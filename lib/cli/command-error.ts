/** What keeps a command from doing its work, and how to mend it. */
export class CommandError extends Error {
  readonly remedy: string | undefined;
  readonly exitCode: 1 | 2;

  constructor(message: string, remedy?: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'CommandError';
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
