/** A tenant's directory on its way out of the table and into it, as it is kept: ids and dates included. */
import * as z from 'zod';
import { instant, resourceId, tenantId } from './identifier.ts';
import { pageOf } from './page.ts';

export const typeName = z
  .string()
  .regex(/^\w{1,64}$/, 'must be the name of a resource type')
  .meta({ description: 'Name of a resource type of the deployment.', example: 'User' });

/** What can be exported of a tenant, in an order in which it can be imported. */
export const exportIndex = z
  .object({
    tenant: tenantId,
    displayName: z.string(),
    types: z.array(
      z.object({ name: typeName, hasMembers: z.boolean().meta({ description: 'Whether its resources list others.' }) }),
    ),
  })
  .meta({ id: 'ExportIndex' });

export const keptResource = z
  .looseObject({ id: resourceId, meta: z.looseObject({ created: instant, lastModified: instant }) })
  .meta({
    id: 'KeptResource',
    description:
      'A SCIM resource with all its attributes, also those that are returned on request only, without members.',
  });

export const keptResourcePage = pageOf(keptResource, 'KeptResourcePage');

export const keptResources = z
  .object({ resources: z.array(keptResource).min(1).max(100) })
  .meta({ id: 'KeptResources' });

export const importReport = z
  .object({
    created: z.int(),
    present: z.int().meta({ description: 'Those that are there already, just as described.' }),
    refused: z.array(
      z.object({
        id: resourceId,
        detail: z.string(),
        isThere: z.boolean().meta({ description: 'Whether there is a resource with this id, which is left as it is.' }),
      }),
    ),
  })
  .meta({ id: 'ImportReport' });

export const keptMembers = z
  .object({
    members: z.array(resourceId).min(1).max(1_000).meta({
      description: 'Ids of resources that become members, if they are not yet.',
    }),
    lastModified: instant.optional().meta({
      description:
        'What the group has where the members come from. If it has that here too, nobody has changed it since, and it keeps it; else it has the time of the import when members are added.',
    }),
  })
  .meta({ id: 'KeptMembers' });

export const migration = z
  .object({
    read: z.int(),
    written: z.int().meta({ description: 'Those that were kept in another format, and are not any more.' }),
    next: z.string().optional().meta({ description: 'Cursor to go on with; absent when the type is done.' }),
  })
  .meta({ id: 'Migration' });

export type KeptResource = z.infer<typeof keptResource>;
export type ImportReport = z.infer<typeof importReport>;
