/** Connections: what an identity provider needs to provision into a tenant, one for each provider. */
import * as z from 'zod';
import { actor, instant, label, providerId } from './identifier.ts';
import { pageOf } from './page.ts';

/** docs/interoperability.md; what is absent is as the profile of the provider has it. */
export const switches = z
  .object({
    strict: z.boolean().optional().meta({ description: 'Refuse unknown attributes and a PATCH without paths.' }),
    additiveReplace: z
      .boolean()
      .optional()
      .meta({ description: 'Let a PATCH that replaces the members of a group add to them.' }),
    softDelete: z
      .boolean()
      .optional()
      .meta({ description: 'Keep what is deleted, so that an operator can restore it.' }),
  })
  .meta({
    id: 'Switches',
    description: 'How requests of this connection are answered otherwise than its provider’s profile says.',
  });

export const connection = z
  .object({
    provider: providerId,
    displayName: label,
    baseUrl: z.url().meta({ description: 'What is pasted into the identity provider.' }),
    switches,
    createdAt: instant,
    createdBy: actor,
    modifiedAt: instant,
    firstRequestAt: instant
      .optional()
      .meta({ description: 'Absent until the identity provider sent its first request.' }),
    lastRequestAt: instant
      .optional()
      .meta({ description: 'Some minutes behind, as it is not written for each request.' }),
    skippedMembers: z
      .object({ at: instant, count: z.int(), ids: z.array(z.string()) })
      .optional()
      .meta({
        description: 'Members of the last change that named some who are not in the directory: up to 20 of their ids.',
      }),
    tokens: z.int().meta({ description: 'Tokens that open the connection now.' }),
  })
  .meta({ id: 'Connection' });

export const newConnection = z
  .object({ displayName: label.optional(), switches: switches.optional() })
  .meta({ id: 'NewConnection' });

export const connectionChange = z
  .object({ displayName: label.optional(), switches: switches.optional() })
  .meta({ id: 'ConnectionChange', description: 'What is absent stays as it is; `switches` are replaced as a whole.' });

export const connectionPage = pageOf(connection, 'ConnectionPage');

export const provider = z
  .object({
    id: providerId,
    name: z.string(),
    aliases: z.array(z.string()).meta({ description: 'Other names in the base URL that mean this provider.' }),
  })
  .meta({ id: 'Provider' });

export const providerPage = pageOf(provider, 'ProviderPage');

export type Switches = z.infer<typeof switches>;
export type Connection = z.infer<typeof connection>;
export type NewConnection = z.infer<typeof newConnection>;
export type ConnectionChange = z.infer<typeof connectionChange>;
export type ProviderSummary = z.infer<typeof provider>;
