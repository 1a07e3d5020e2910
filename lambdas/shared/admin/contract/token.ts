/** Bearer tokens of a connection: what is known of them, and the one time that one is shown. */
import * as z from 'zod';
import { actor, instant, label, providerId, resourceId, tenantId, tokenId } from './identifier.ts';
import { pageOf } from './page.ts';

export const scope = z.enum(['scim:read', 'scim:write']).meta({
  description: '`scim:read` opens GET and searches, `scim:write` everything that changes the directory.',
});

export const tokenStatus = z.enum(['active', 'expired', 'revoked']);

export const token = z
  .object({
    id: tokenId,
    tenant: tenantId,
    provider: providerId,
    label,
    scopes: z.array(scope).min(1),
    status: tokenStatus,
    user: resourceId.optional().meta({ description: 'The user that /Me stands for.' }),
    createdAt: instant,
    createdBy: actor,
    expiresAt: instant.optional(),
    expiresSoon: z
      .boolean()
      .optional()
      .meta({ description: 'It works, ends within 30 days, and no other takes over from it yet.' }),
    revokedAt: instant.optional(),
    lastUsedAt: instant.optional().meta({ description: 'Some minutes behind, as it is not written for each request.' }),
    replaces: tokenId
      .optional()
      .meta({ description: 'The token that this one takes over from: a rotation is under way.' }),
    replacedBy: tokenId
      .optional()
      .meta({ description: 'The token that takes over from this one; absent when that one does not work any more.' }),
  })
  .meta({ id: 'Token' });

export const newToken = z
  .object({
    label,
    scopes: z.array(scope).min(1).default(['scim:read', 'scim:write']),
    expiresAt: instant
      .optional()
      .meta({ description: 'Must be to come; without it the token lasts until it is revoked.' }),
    user: resourceId.optional(),
  })
  .meta({ id: 'NewToken' });

export const rotation = z
  .object({
    label: label.optional(),
    expiresAt: instant.optional().meta({
      description:
        'Must be to come. Without it the new token lasts as long as the old one was to last when it was issued, from now on, or until it is revoked.',
    }),
  })
  .meta({ id: 'Rotation', description: 'The new token; what is absent is taken from the old one.' });

/** `secret` is in the first answer only: an answer that is repeated for the same Idempotency-Key has no secret. */
export const issuedToken = z
  .object({
    token,
    secret: z.string().optional().meta({ description: 'The whole bearer token. It is shown once and kept nowhere.' }),
    baseUrl: z.url(),
  })
  .meta({ id: 'IssuedToken' });

export const tokenPage = pageOf(token, 'TokenPage');

export type Scope = z.infer<typeof scope>;
export type Token = z.infer<typeof token>;
export type NewToken = z.infer<typeof newToken>;
export type Rotation = z.infer<typeof rotation>;
export type IssuedToken = z.infer<typeof issuedToken>;
