/** A tenant's directory as administrators look at it: the resources in their SCIM form. */
import * as z from 'zod';
import { resourceId } from './identifier.ts';
import { pageOf, pageQuery } from './page.ts';

/** A SCIM resource as the SCIM endpoints answer it (RFC 7643 §3), members and groups left to operations of their own. */
export const scimResource = z.looseObject({ id: resourceId }).meta({ id: 'ScimResource' });

export const resourcePage = z
  .object({
    items: z.array(scimResource),
    total: z.int().optional().meta({ description: 'Number of all matches, where it is known without reading them.' }),
    next: z.string().optional(),
  })
  .meta({ id: 'ResourcePage' });

export const resourceQuery = pageQuery.extend({
  filter: z.string().max(4_000).optional().meta({ description: 'A SCIM filter (RFC 7644 §3.4.2.2).' }),
  search: z.string().max(200).optional().meta({
    description: 'What the userName or displayName begins with, in any letter case; not together with `filter`.',
  }),
});

export const groupMember = z
  .object({
    id: resourceId,
    type: z.string().meta({ description: 'Resource type: `User` or `Group`.' }),
    displayName: z.string().optional().meta({ description: 'The name that it has now.' }),
  })
  .meta({ id: 'GroupMember' });

export const groupMemberPage = pageOf(groupMember, 'GroupMemberPage').extend({ total: z.int() }).meta({
  id: 'GroupMemberPage',
  description: 'One page of the members of a group, in the order of their ids, and how many there are in all.',
});

export const groupOfUser = z
  .object({
    id: resourceId,
    type: z.enum(['direct', 'indirect']).meta({ description: '`indirect`: by way of groups within groups.' }),
    displayName: z.string().optional(),
  })
  .meta({ id: 'GroupOfUser' });

export const groupOfUserPage = pageOf(groupOfUser, 'GroupOfUserPage').extend({ total: z.int() }).meta({
  id: 'GroupOfUserPage',
  description: 'One page of the groups of a user, direct ones first, and how many there are in all.',
});

export type GroupMember = z.infer<typeof groupMember>;
export type GroupOfUser = z.infer<typeof groupOfUser>;
