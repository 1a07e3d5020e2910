/** The ids that the admin API speaks of, and the values that every resource of it has. */
import * as z from 'zod';
import { providers } from '#service/providers.ts';

/** 1 to 36 of a-z, 0-9 and inner hyphens: part of every key, of a token and of a secret's name. */
export const tenantId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?$/, 'must be 1 to 36 of a-z, 0-9 and inner hyphens')
  .meta({ description: 'Id of a tenant, chosen when it is created.', example: 'acme' });

export const providerId = z
  .enum(providers.map(({ id }) => id))
  .meta({ description: 'Identity provider: the part of the base URL that names it.' });

/** 32 hexadecimal digits (docs/adr/0040-token-ids.md). */
export const tokenId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits')
  .meta({ description: 'Id of a token; it is no secret.' });

/** UUIDv4 in lower case, as the service provider gives them. */
export const resourceId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'must be the id of a resource')
  .meta({ description: 'Id of a SCIM resource.' });

export const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'Instant in UTC with milliseconds.', example: '2026-01-31T09:00:00.000Z' });

/** What a person reads in a list: one line of visible text. */
export const label = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line of text');

export const actor = z
  .object({
    kind: z.enum(['user', 'operator', 'token', 'system']),
    id: z.string().meta({ description: 'Subject of the sign-in, ARN of the IAM principal, or id of the token.' }),
    name: z.string().optional().meta({ description: 'E-mail address or role name, for people.' }),
  })
  .meta({ id: 'Actor', description: 'Who did something.' });

export type Actor = z.infer<typeof actor>;
