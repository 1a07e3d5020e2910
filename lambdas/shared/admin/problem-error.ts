/** Errors of the admin API, each a problem (RFC 9457) with the status it is answered with. */

export interface FieldProblem {
  /** JSON pointer into the body, or the name of a parameter. */
  readonly pointer: string;
  readonly detail: string;
}

interface ProblemTraits {
  readonly fields?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

export class ProblemError extends Error {
  readonly status: number;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, { fields = [], headers = {} }: ProblemTraits = {}) {
    super(detail);
    this.name = 'ProblemError';
    this.status = status;
    this.detail = detail;
    this.fields = fields;
    this.headers = headers;
  }
}

export const invalid = (detail: string, fields: readonly FieldProblem[] = []): ProblemError =>
  new ProblemError(400, detail, { fields });
export const forbidden = (detail: string): ProblemError => new ProblemError(403, detail);
export const absent = (detail: string): ProblemError => new ProblemError(404, detail);
export const conflict = (detail: string): ProblemError => new ProblemError(409, detail);
