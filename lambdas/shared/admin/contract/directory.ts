/** A tenant's directory as administrators look at it: the resources in their SCIM form. */
import * as z from 'zod';
import { resourceId } from './identifier.ts';
import { pageQuery } from './page.ts';

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
