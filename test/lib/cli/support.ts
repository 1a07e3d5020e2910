/** A terminal that remembers what was written to it. */
import type { Terminal } from '#lib/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  readonly out: string[];
  readonly notes: string[];
  readonly questions: string[];
  /** Milliseconds that were waited. */
  readonly pauses: number[];
}

/** Nobody is there unless an answer is given. */
export function fakeTerminal(answer?: string): FakeTerminal {
  const [out, notes, questions] = [[], [], []] as string[][] as [string[], string[], string[]];
  const pauses: number[] = [];
  return {
    out,
    notes,
    questions,
    pauses,
    columns: undefined,
    isInteractive: answer !== undefined,
    write: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    ask: async (question) => {
      questions.push(question);
      return answer ?? '';
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  };
}
