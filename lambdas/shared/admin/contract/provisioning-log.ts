/** The provisioning log: what each identity provider did, and what came of it, in words for an administrator. */
import * as z from 'zod';
import { instant, providerId, resourceId, tokenId } from './identifier.ts';
import { pageOf, pageQuery } from './page.ts';

export const outcome = z.enum(['succeeded', 'failed']);

/** Milliseconds since the epoch, the request, and for one of its operations the place. */
export const logEntryId = z
  .string()
  .regex(/^\d{13}-[\w-]{1,64}$/, 'must be the id of an entry')
  .meta({ description: 'Id of an entry.' });

export const logEntry = z
  .object({
    id: logEntryId,
    at: instant,
    provider: providerId.meta({ description: 'The connection.' }),
    token: tokenId,
    method: z.string(),
    endpoint: z.string().meta({ description: 'Relative to the base URL, without ids.', example: '/Users/{id}' }),
    act: z.string().meta({ description: 'What was done, for people.', example: 'Update user' }),
    resource: z
      .object({ type: z.string(), id: z.string().optional(), name: z.string().optional() })
      .optional()
      .meta({ description: 'What it was done to; `name` is its userName or displayName.' }),
    outcome,
    status: z.int(),
    scimType: z.string().optional().meta({ description: 'Kind of the error (RFC 7644 §3.12).' }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why it failed and what to do about it, or what was left out of what succeeded.' }),
    detail: z
      .string()
      .optional()
      .meta({ description: 'What the identity provider was told, without values but names and ids.' }),
    found: z.int().optional().meta({ description: 'How many resources a query found.' }),
    requestId: z.string().meta({ description: 'Correlation id: finds the request in the logs of the functions.' }),
    ms: z.number().meta({ description: 'Milliseconds that it took.' }),
  })
  .meta({ id: 'LogEntry' });

export const logQuery = pageQuery.extend({
  provider: providerId.optional(),
  outcome: outcome.optional(),
  method: z
    .string()
    .regex(/^[A-Z]{1,10}$/, 'must be a method, such as POST')
    .optional(),
  name: z.string().max(200).optional().meta({
    description:
      'Changes, and requests that failed, whose resource has a name that begins so, in any letter case: userName of a user, displayName of a group.',
  }),
  resource: resourceId.optional().meta({ description: 'Changes to this resource, and requests for it that failed.' }),
  since: instant.optional(),
  until: instant.optional().meta({ description: 'Exclusive.' }),
});

export const logPage = pageOf(logEntry, 'LogPage');

export type LogEntry = z.infer<typeof logEntry>;
export type LogQuery = z.infer<typeof logQuery>;
