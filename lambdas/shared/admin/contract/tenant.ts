/** Tenants: the customers of a deployment, each with a directory that no other can see. */
import * as z from 'zod';
import { instant, label, tenantId } from './identifier.ts';
import { pageOf } from './page.ts';

export const tenantStatus = z.enum(['active', 'suspended', 'deleting']).meta({
  description:
    'The tokens of a suspended tenant are answered with 403. A tenant that is being deleted is gone for its tokens.',
});

export const deletion = z
  .object({
    startedAt: instant,
    deletedItems: z.int().meta({ description: 'Items of the table that are gone already.' }),
    lastProgressAt: instant,
  })
  .meta({ id: 'TenantDeletion', description: 'How far the deletion of a tenant is.' });

/** What an identity provider sends is below every limit there is: 25 a second (docs/adr/0190-tenant-rate-limit.md). */
export const [leastRate, mostRate] = [25, 10_000] as const;

const rate = z.int().min(leastRate).max(mostRate);

export const rateLimit = z
  .object({
    requestsPerSecond: rate.meta({ description: `Requests a second in the long run, ${leastRate} to ${mostRate}.` }),
    burst: rate.meta({ description: `Requests at once, above the rate, ${leastRate} to ${mostRate}.` }),
  })
  .meta({
    id: 'RateLimit',
    description:
      'What the identity providers of a tenant may send before they are answered with 429 and `Retry-After`.',
  });

const changeableSettings = z.object({
  logRetentionDays: z.int().min(0).max(365).meta({
    description: 'Days that entries of the provisioning log are kept: 0 to 365, and 30 where nothing was decided.',
  }),
});

export const tenantSettings = changeableSettings
  .extend({
    rateLimit: rateLimit
      .extend({
        decidedFor: z.enum(['deployment', 'tenant']).meta({
          description: 'Whether it is that of the deployment, or was decided for this tenant.',
        }),
      })
      .meta({ id: 'EffectiveRateLimit', description: 'What counts for the tenant; an owner sets it.' }),
  })
  .meta({ id: 'TenantSettings' });

export const tenant = z
  .object({
    id: tenantId,
    displayName: label,
    status: tenantStatus,
    settings: tenantSettings,
    createdAt: instant,
    modifiedAt: instant,
    deletion: deletion.optional(),
  })
  .meta({ id: 'Tenant' });

export const newTenant = z.object({ id: tenantId, displayName: label }).meta({ id: 'NewTenant' });

export const tenantChange = z
  .object({ displayName: label.optional(), settings: changeableSettings.partial().optional() })
  .meta({ id: 'TenantChange', description: 'What is absent stays as it is.' });

export const tenantPage = pageOf(tenant, 'TenantPage');

export type Tenant = z.infer<typeof tenant>;
export type NewTenant = z.infer<typeof newTenant>;
export type RateLimit = z.infer<typeof rateLimit>;
export type TenantChange = z.infer<typeof tenantChange>;
