/** What went wrong with a call, in words for the person who made it. */
import type { Problem } from '#admin/contract/problem.ts';

export class ApiError extends Error {
  /** HTTP status; 0 when nobody answered. */
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, detail: string, problem?: Problem) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

/** The sentence to show for anything that was thrown. */
export function detailOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'Something went wrong in this page. Try again; if it happens again, reload the page.';
}

/** What is said of one field of a form, by the name of the field; undefined where nothing is. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem?.errors?.find(({ pointer }) => pointer.replace(/^\//, '').split('/')[0] === field)?.detail;
}
