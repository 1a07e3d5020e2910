/** Every operation of the admin API, once: routing, validation, authorization, the audit trail and OpenAPI read it. */
import * as z from 'zod';
import { auditPage, auditQuery } from './audit.ts';
import { connection, connectionChange, connectionPage, newConnection, providerPage } from './connection.ts';
import { groupMemberPage, groupOfUserPage, resourcePage, resourceQuery, scimResource } from './directory.ts';
import { actor, providerId, resourceId, tenantId, tokenId } from './identifier.ts';
import { pageQuery } from './page.ts';
import { logEntry, logEntryId, logPage, logQuery } from './provisioning-log.ts';
import { newTenant, rateLimit, tenant, tenantChange, tenantPage } from './tenant.ts';
import { issuedToken, newToken, rotation, token, tokenPage } from './token.ts';
import {
  exportIndex,
  importReport,
  keptMembers,
  keptResourcePage,
  keptResources,
  migration,
  typeName,
} from './transfer.ts';

/**
 * `owner` of all tenants, `administrator` of one, `reader` of one. Each may do what those after it may. An owner reads
 * and changes everything; the others see no tenant but their own.
 */
export type Role = 'owner' | 'administrator' | 'reader';

export interface Operation {
  /** `operationId` in OpenAPI. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/operator/v1`; parameters in braces. */
  readonly path: string;
  readonly summary: string;
  /** The least that the caller must be. */
  readonly role: Role;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Statuses of success with what each answers; undefined for no body. */
  readonly answers: Readonly<Record<number, z.ZodType | undefined>>;
  /** What a body may weigh at most, in bytes; 64 KB without it. */
  readonly maxBodyBytes?: number;
  /** Takes an `Idempotency-Key`: the same key answers the same again, and makes nothing twice. */
  readonly idempotent?: true;
}

const ofTenant = z.object({ tenant: tenantId });
const ofConnection = ofTenant.extend({ provider: providerId });
const ofToken = ofConnection.extend({ token: tokenId });
const ofResource = ofTenant.extend({ id: resourceId });
const ofType = ofTenant.extend({ type: typeName });
/** A resource may have 350 KB, and some have it. */
const largeBody = 2 * 1024 * 1024;

export const caller = z
  .object({
    actor,
    role: z.enum(['owner', 'administrator', 'reader']),
    tenant: tenantId.optional().meta({ description: 'The tenant of an administrator or reader.' }),
  })
  .meta({ id: 'Caller' });

const define = <const T extends Readonly<Record<string, Omit<Operation, 'id'>>>>(table: T): T => table;

export const operations = define({
  getCaller: { method: 'GET', path: '/me', role: 'reader', summary: 'Who is calling', answers: { 200: caller } },
  listProviders: {
    method: 'GET',
    path: '/providers',
    role: 'reader',
    summary: 'The identity providers that have a path of their own',
    answers: { 200: providerPage },
  },

  listTenants: {
    method: 'GET',
    path: '/tenants',
    role: 'reader',
    summary: 'The tenants that the caller may see, by id',
    query: pageQuery,
    answers: { 200: tenantPage },
  },
  createTenant: {
    method: 'POST',
    path: '/tenants',
    role: 'owner',
    summary: 'Create a tenant; 200 when it is there already, just as described',
    body: newTenant,
    answers: { 200: tenant, 201: tenant },
  },
  getTenant: {
    method: 'GET',
    path: '/tenants/{tenant}',
    role: 'reader',
    summary: 'One tenant',
    parameters: ofTenant,
    answers: { 200: tenant },
  },
  changeTenant: {
    method: 'PATCH',
    path: '/tenants/{tenant}',
    role: 'administrator',
    summary: 'Change the name or the settings of a tenant',
    parameters: ofTenant,
    body: tenantChange,
    answers: { 200: tenant },
  },
  setRateLimit: {
    method: 'PUT',
    path: '/tenants/{tenant}/rate-limit',
    role: 'owner',
    summary: 'Decide what the tenant may send; in force within a minute',
    parameters: ofTenant,
    body: rateLimit,
    answers: { 200: tenant },
  },
  resetRateLimit: {
    method: 'DELETE',
    path: '/tenants/{tenant}/rate-limit',
    role: 'owner',
    summary: 'Let the tenant send what the deployment says again',
    parameters: ofTenant,
    answers: { 200: tenant },
  },
  suspendTenant: {
    method: 'POST',
    path: '/tenants/{tenant}/suspend',
    role: 'owner',
    summary: 'Answer its tokens with 403 until it is resumed',
    parameters: ofTenant,
    answers: { 200: tenant },
  },
  resumeTenant: {
    method: 'POST',
    path: '/tenants/{tenant}/resume',
    role: 'owner',
    summary: 'End a suspension',
    parameters: ofTenant,
    answers: { 200: tenant },
  },
  deleteTenant: {
    method: 'DELETE',
    path: '/tenants/{tenant}',
    role: 'owner',
    summary: 'Delete a tenant with everything it owns; 202 tells how far it is, and to be repeated until 204',
    parameters: ofTenant,
    answers: { 202: tenant, 204: undefined },
  },

  listConnections: {
    method: 'GET',
    path: '/tenants/{tenant}/connections',
    role: 'reader',
    summary: 'The connections of a tenant',
    parameters: ofTenant,
    query: pageQuery,
    answers: { 200: connectionPage },
  },
  activateConnection: {
    method: 'PUT',
    path: '/tenants/{tenant}/connections/{provider}',
    role: 'administrator',
    summary: 'Activate SCIM for an identity provider; 200 when it is active already',
    parameters: ofConnection,
    body: newConnection,
    answers: { 200: connection, 201: connection },
  },
  getConnection: {
    method: 'GET',
    path: '/tenants/{tenant}/connections/{provider}',
    role: 'reader',
    summary: 'One connection',
    parameters: ofConnection,
    answers: { 200: connection },
  },
  changeConnection: {
    method: 'PATCH',
    path: '/tenants/{tenant}/connections/{provider}',
    role: 'administrator',
    summary: 'Change the name or the switches of a connection',
    parameters: ofConnection,
    body: connectionChange,
    answers: { 200: connection },
  },
  deactivateConnection: {
    method: 'DELETE',
    path: '/tenants/{tenant}/connections/{provider}',
    role: 'administrator',
    summary: 'Deactivate SCIM for an identity provider and revoke its tokens; the directory stays',
    parameters: ofConnection,
    answers: { 204: undefined },
  },

  listTokens: {
    method: 'GET',
    path: '/tenants/{tenant}/connections/{provider}/tokens',
    role: 'reader',
    summary: 'The tokens of a connection, newest first',
    parameters: ofConnection,
    query: pageQuery,
    answers: { 200: tokenPage },
  },
  issueToken: {
    method: 'POST',
    path: '/tenants/{tenant}/connections/{provider}/tokens',
    role: 'administrator',
    summary: 'Issue a token and show it, once',
    parameters: ofConnection,
    body: newToken,
    answers: { 200: issuedToken, 201: issuedToken },
    idempotent: true,
  },
  getToken: {
    method: 'GET',
    path: '/tenants/{tenant}/connections/{provider}/tokens/{token}',
    role: 'reader',
    summary: 'What is known of a token',
    parameters: ofToken,
    answers: { 200: token },
  },
  startRotation: {
    method: 'POST',
    path: '/tenants/{tenant}/connections/{provider}/tokens/{token}/rotation',
    role: 'administrator',
    summary: 'Issue a token that takes over from this one; both work until the rotation is completed or cancelled',
    parameters: ofToken,
    body: rotation,
    answers: { 200: issuedToken, 201: issuedToken },
    idempotent: true,
  },
  completeRotation: {
    method: 'POST',
    path: '/tenants/{tenant}/connections/{provider}/tokens/{token}/rotation/complete',
    role: 'administrator',
    summary: 'Revoke this token; the one that replaces it stays',
    parameters: ofToken,
    answers: { 200: token },
  },
  cancelRotation: {
    method: 'DELETE',
    path: '/tenants/{tenant}/connections/{provider}/tokens/{token}/rotation',
    role: 'administrator',
    summary: 'Revoke the token that was to replace this one',
    parameters: ofToken,
    answers: { 200: token },
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tenants/{tenant}/connections/{provider}/tokens/{token}',
    role: 'administrator',
    summary: 'Revoke a token; it is refused everywhere within a minute',
    parameters: ofToken,
    answers: { 200: token },
  },

  listUsers: {
    method: 'GET',
    path: '/tenants/{tenant}/users',
    role: 'reader',
    summary: 'Users, by userName',
    parameters: ofTenant,
    query: resourceQuery,
    answers: { 200: resourcePage },
  },
  getUser: {
    method: 'GET',
    path: '/tenants/{tenant}/users/{id}',
    role: 'reader',
    summary: 'One user with its groups',
    parameters: ofResource,
    answers: { 200: scimResource },
  },
  listGroupsOfUser: {
    method: 'GET',
    path: '/tenants/{tenant}/users/{id}/groups',
    role: 'reader',
    summary: 'The groups of a user, direct ones first, by name',
    parameters: ofResource,
    query: pageQuery,
    answers: { 200: groupOfUserPage },
  },
  listGroups: {
    method: 'GET',
    path: '/tenants/{tenant}/groups',
    role: 'reader',
    summary: 'Groups, by displayName, without their members',
    parameters: ofTenant,
    query: resourceQuery,
    answers: { 200: resourcePage },
  },
  getGroup: {
    method: 'GET',
    path: '/tenants/{tenant}/groups/{id}',
    role: 'reader',
    summary: 'One group without its members',
    parameters: ofResource,
    answers: { 200: scimResource },
  },
  listMembers: {
    method: 'GET',
    path: '/tenants/{tenant}/groups/{id}/members',
    role: 'reader',
    summary:
      'The members of a group with the names that they have now, by id; a page costs the same in a group of any size',
    parameters: ofResource,
    query: pageQuery,
    answers: { 200: groupMemberPage },
  },
  listLog: {
    method: 'GET',
    path: '/tenants/{tenant}/log',
    role: 'reader',
    summary: 'What identity providers did in a tenant and what came of it, newest first',
    parameters: ofTenant,
    query: logQuery,
    answers: { 200: logPage },
  },
  getLogEntry: {
    method: 'GET',
    path: '/tenants/{tenant}/log/{entry}',
    role: 'reader',
    summary: 'One entry of the provisioning log',
    parameters: ofTenant.extend({ entry: logEntryId }),
    answers: { 200: logEntry },
  },

  getExportIndex: {
    method: 'GET',
    path: '/tenants/{tenant}/export',
    role: 'owner',
    summary: 'What can be exported of a tenant',
    parameters: ofTenant,
    answers: { 200: exportIndex },
  },
  exportResources: {
    method: 'GET',
    path: '/tenants/{tenant}/export/{type}',
    role: 'owner',
    summary: 'The resources of a type as they are kept, by id, without their members',
    parameters: ofType,
    query: pageQuery,
    answers: { 200: keptResourcePage },
  },
  importResources: {
    method: 'POST',
    path: '/tenants/{tenant}/import/{type}',
    role: 'owner',
    summary: 'Create resources with their own ids and dates; the same can be sent again',
    parameters: ofType,
    body: keptResources,
    maxBodyBytes: largeBody,
    answers: { 200: importReport },
  },
  importMembers: {
    method: 'POST',
    path: '/tenants/{tenant}/import/{type}/{id}/members',
    role: 'owner',
    summary: 'Let resources become members of a group; the same can be sent again',
    parameters: ofType.extend({ id: resourceId }),
    body: keptMembers,
    answers: { 204: undefined },
  },
  migrateResources: {
    method: 'POST',
    path: '/tenants/{tenant}/migrate/{type}',
    role: 'owner',
    summary: 'Write resources that are kept in an older format in the present one; nobody sees a difference',
    parameters: ofType,
    query: pageQuery.pick({ cursor: true }),
    answers: { 200: migration },
  },

  listAuditTrail: {
    method: 'GET',
    path: '/tenants/{tenant}/audit',
    role: 'reader',
    summary: 'Who administered a tenant, newest first',
    parameters: ofTenant,
    query: auditQuery,
    answers: { 200: auditPage },
  },
  listDeploymentAuditTrail: {
    method: 'GET',
    path: '/audit',
    role: 'owner',
    summary: 'Calls that concern no single tenant, or one that is gone, newest first',
    query: auditQuery,
    answers: { 200: auditPage },
  },
});

export type OperationId = keyof typeof operations;
