/**
 * The bearer token: `rc_<tenant>_<token id>_<secret>`.
 *
 * Half of the token id authenticates the other half and the tenant under the deployment's token key. A token that
 * nobody issued is thereby refused by arithmetic alone, and a flood of them costs no look-up. The key protects against
 * that flood only: who holds it can invent token ids, but not the 256 bit secret behind one.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface BearerToken {
  readonly tenant: string;
  /** 32 hexadecimal digits. */
  readonly tokenId: string;
  /** The whole token as it travels. Never log it. */
  readonly text: string;
}

/** Longer than any token; what is longer is not even matched. */
const maxLength = 160;
const tokenPattern = /^rc_([a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?)_([0-9a-f]{32})_[A-Za-z0-9_-]{43}$/;
const tenantPattern = /^[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?$/;

/** Whether `tenant` can be a tenant id: 1 to 36 of a-z, 0-9 and inner hyphens. */
export function isTenantId(tenant: string): boolean {
  return tenantPattern.test(tenant);
}

/** Reads a token, or undefined when it does not have the form of one. */
export function parseToken(text: string): BearerToken | undefined {
  if (text.length > maxLength) return undefined;
  const match = tokenPattern.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { tenant: match[1], tokenId: match[2], text };
}

/** A fresh token of `tenant` under the deployment's token key. */
export function makeToken(tenant: string, tokenKey: string): BearerToken {
  if (!isTenantId(tenant)) {
    throw new RangeError(`"${tenant}" is no tenant id: 1 to 36 of a-z, 0-9 and inner hyphens.`);
  }
  const random = randomBytes(8).toString('hex');
  const tokenId = random + seal(tenant, random, tokenKey);
  return { tenant, tokenId, text: `rc_${tenant}_${tokenId}_${randomBytes(32).toString('base64url')}` };
}

/** Whether the token id was made with this key for this tenant. Takes the same time whatever the answer. */
export function isIssuedId({ tenant, tokenId }: BearerToken, tokenKey: string): boolean {
  const expected = Buffer.from(seal(tenant, tokenId.slice(0, 16), tokenKey));
  return timingSafeEqual(expected, Buffer.from(tokenId.slice(16)));
}

/** The verifier that is stored in place of the token: SHA-256 of the whole token, in hexadecimal digits. */
export function verifierOf(token: BearerToken): string {
  return createHash('sha256').update(token.text).digest('hex');
}

/** Compares two verifiers in constant time. */
export function equalVerifiers(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function seal(tenant: string, random: string, tokenKey: string): string {
  return createHmac('sha256', tokenKey).update(`${tenant}:${random}`).digest('hex').slice(0, 16);
}
