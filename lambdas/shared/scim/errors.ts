/**
 * The errors of RFC 7644 §3.12, and the act that each one stands for.
 *
 * `detail` speaks to the person at the other end: what was wrong, which value, what would be accepted.
 */

import { showValue } from './show-value.ts';

/** `scimType` values of RFC 7644 §3.12, table 9, and of RFC 9865 §2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

export interface ScimErrorOptions {
  readonly scimType?: ScimType;
  /** Response headers that belong to the error, e.g. `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that is an error: the HTTP status, the `scimType` where the RFC has one, and a detail for people. */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, options: ScimErrorOptions = {}) {
    // A client's text in it may have been cut within a character.
    const shown = detail.toWellFormed();
    super(shown, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ScimError';
    this.status = status;
    this.scimType = options.scimType;
    this.detail = shown;
    this.headers = options.headers ?? {};
  }
}

export const invalidFilter = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidFilter' });
export const invalidSyntax = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidSyntax' });
export const invalidPath = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidPath' });
export const invalidValue = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidValue' });
/** 400 for names that the schema does not have, where they are not ignored: §3.12, "did not conform to the request schema". */
export const unknownAttributes = (names: readonly string[]): ScimError => {
  const quoted = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 80)));
  const shown = quoted.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return invalidSyntax(`The schema has no ${shown}; this connection is strict and ignores nothing.`);
};
export const noTarget = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'noTarget' });
export const mutability = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'mutability' });
/** RFC 7644 §3.13. */
export const invalidVers = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidVers' });
/** RFC 9865 §2.1. */
export const invalidCursor = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidCursor' });
export const expiredCursor = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'expiredCursor' });
export const invalidCount = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'invalidCount' });

export const tooMany = (detail: string): ScimError => new ScimError(400, detail, { scimType: 'tooMany' });

/** 401 that does not say which part of the credential was wrong (RFC 7644 §2, RFC 6750 §3). */
export const unauthorized = (): ScimError =>
  new ScimError(401, 'Authentication failed: send the bearer token of this provisioning connection.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="scim"' },
  });

/** 403 to a genuine credential that may not do this (RFC 7644 §3.12). */
export const forbidden = (detail: string): ScimError => new ScimError(403, detail);

export const notFound = (detail: string): ScimError => new ScimError(404, detail);

/** 405 with the `Allow` header that RFC 9110 §15.5.6 demands. */
export const methodNotAllowed = (method: string, path: string, allow: readonly string[]): ScimError =>
  new ScimError(405, `${method} is not supported on ${path}; supported: ${allow.join(', ')}.`, {
    headers: { Allow: allow.join(', ') },
  });

/** 409 for a value that another resource already has (RFC 7644 §3.3). */
export const uniqueness = (attribute: string, value?: string): ScimError =>
  new ScimError(
    409,
    value === undefined
      ? `Another resource already has this value of "${attribute}", which must be unique.`
      : `Another resource already has the value "${value}" of "${attribute}", which must be unique.`,
    { scimType: 'uniqueness' },
  );

/** 409 for a bulk operation that needs what another one of the same request failed to create (RFC 7644 §3.7). */
export const failedReference = (bulkId: string): ScimError =>
  new ScimError(
    409,
    `The operation refers to ${showValue(`bulkId:${bulkId}`)}, which was not created; see the answer to that operation.`,
    { scimType: 'invalidValue' },
  );

export const preconditionFailed = (detail: string): ScimError => new ScimError(412, detail);
export const payloadTooLarge = (detail: string): ScimError => new ScimError(413, detail);

/** 500 with one sentence for every cause: what went wrong inside is for the log, never for the client. */
export const internalError = (cause: unknown): ScimError =>
  new ScimError(500, 'The request could not be completed because of an internal error. It is safe to try again.', {
    cause,
  });

export const notImplemented = (detail: string): ScimError => new ScimError(501, detail);

/** 429 to a client that asks for more than its share (RFC 6585 §4); it may repeat the request unchanged. */
export const tooManyRequests = (detail: string, retryAfterSeconds: number, cause?: unknown): ScimError =>
  new ScimError(429, detail, { headers: { 'Retry-After': String(retryAfterSeconds) }, cause });

/** 503 after which the client may repeat the request unchanged; nothing was written. */
export const unavailable = (detail: string, retryAfterSeconds: number, cause?: unknown): ScimError =>
  new ScimError(503, detail, { headers: { 'Retry-After': String(retryAfterSeconds) }, cause });

/** Whether an answer says that the time was over: nothing is wrong then but that something is not done. */
export function isOutOfTime(error: unknown): boolean {
  return error instanceof ScimError && (error.status === 429 || error.status === 503);
}
