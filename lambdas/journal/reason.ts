/** Why a request failed, in words for who administers the identity provider and not the protocol. */

export interface Failure {
  readonly status: number;
  readonly scimType?: string | undefined;
  /** `user`, `group` */
  readonly thing: string;
  /** The attribute that is in the way, where the detail names one. */
  readonly attribute?: string | undefined;
}

const byScimType: Readonly<Record<string, (failure: Failure) => string>> = {
  uniqueness: ({ thing, attribute = 'name' }) =>
    `Another ${thing} has this ${attribute} already. Change it at the identity provider, or link or delete the other ${thing}.`,
  invalidValue: ({ attribute }) =>
    `${attribute === undefined ? 'A value' : `The value of ${attribute}`} is missing or cannot be accepted. Check the attribute mapping of the identity provider.`,
  invalidSyntax: () => 'The request cannot be understood. Check the attribute mapping of the identity provider.',
  invalidPath: () =>
    'The identity provider wants to change an attribute that there is not. Check its attribute mapping.',
  noTarget: ({ thing }) => `The ${thing} has no value of the kind that was to be changed. A full update mends it.`,
  mutability: ({ attribute = 'An attribute' }) =>
    `${attribute} cannot be changed by the identity provider. Take it out of the attribute mapping.`,
  invalidFilter: () => 'The identity provider asks with a filter that is not understood here.',
  tooMany: () => 'The answer would be too large. Let the identity provider ask for less at once.',
  invalidCursor: () => 'The identity provider went on with a list at a place that there is not; it begins again.',
  expiredCursor: () => 'The identity provider went on with a list after more than an hour; it begins again.',
};

const byStatus: Readonly<Record<number, (failure: Failure) => string>> = {
  403: () => 'The token may not do this: its scope does not allow it, or the tenant is suspended.',
  404: ({ thing }) =>
    `There is no such ${thing}: it was deleted, or never created here. Let the identity provider provision it again.`,
  405: () => 'This cannot be done here.',
  409: () => 'It does not fit what is there already.',
  412: ({ thing }) => `The ${thing} was changed in the meantime. The identity provider reads it and tries again.`,
  413: () => 'The request is too large. Let the identity provider send less at once.',
  415: () => 'The request is not in a form that is understood here: JSON.',
  429: () => 'The identity provider sends faster than it may; it tries again more slowly.',
  500: () => 'An internal error. It is safe to try again; the request ID finds the cause in the logs.',
  501: () => 'This is not supported here.',
  503: () => 'The directory was busy for too long. The identity provider tries again.',
};

/** A sentence or two. */
export function reasonOf(failure: Failure): string {
  const { status, scimType } = failure;
  const explain = byScimType[scimType ?? ''] ?? byStatus[status] ?? byStatus[status >= 500 ? 500 : 400];
  return explain?.(failure) ?? 'The request was not accepted.';
}
