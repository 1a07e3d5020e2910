/** Where a command writes to and asks from, so that tests can stand in for it. */
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  /** Width in characters; undefined when stdout goes to a file or a program, where nothing is cut. */
  readonly columns: number | undefined;
  /** Whether somebody is there to answer a question. */
  readonly isInteractive: boolean;
  /** Results, on stdout. */
  readonly write: (text: string) => void;
  /** Progress, warnings and errors, on stderr. */
  readonly note: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
  /** Waits some milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** What a shell sees of a program that SIGPIPE ended: 128 and the number of that signal. Node ignores it. */
const endedByPipe = 141;

/** The terminal of this process, which ends quietly when nobody reads any more what it writes (`| head`). */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', endWithReader);
  return {
    columns: stdout.isTTY ? stdout.columns : undefined,
    isInteractive: stdin.isTTY && stderr.isTTY,
    write: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    ask: async (question) => {
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        return await prompt.question(question);
      } finally {
        prompt.close();
      }
    },
    pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
}

function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(endedByPipe);
}
