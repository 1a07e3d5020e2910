/** The audit trail: every call of the admin API. */
import * as z from 'zod';
import { actor, instant, tenantId } from './identifier.ts';
import { pageOf, pageQuery } from './page.ts';

export const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor,
    sourceIp: z.string(),
    operation: z.string().meta({ description: '`operationId` of this description.' }),
    tenant: tenantId.optional(),
    target: z.string().optional().meta({ description: 'Path of what was read or changed.' }),
    status: z.int(),
    before: z.unknown().optional().meta({ description: 'What the change began with; never a secret.' }),
    after: z.unknown().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });

export const auditQuery = pageQuery.extend({ from: instant.optional(), to: instant.optional() });

export const auditPage = pageOf(auditEntry, 'AuditPage');

export type AuditEntry = z.infer<typeof auditEntry>;
