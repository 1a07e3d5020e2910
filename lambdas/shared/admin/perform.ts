/** Which act performs an operation of the contract. */
import type * as z from 'zod';
import { listAuditTrail, listDeploymentAuditTrail } from './acts/audit-trail.ts';
import { getCaller } from './acts/caller.ts';
import {
  activateConnection,
  changeConnection,
  deactivateConnection,
  getConnection,
  listConnections,
  listProviders,
} from './acts/connections.ts';
import { getGroup, getUser, listGroups, listUsers } from './acts/directory.ts';
import { listGroupsOfUser, listMembers } from './acts/memberships.ts';
import { getLogEntry, listLog } from './acts/provisioning-log.ts';
import { cancelRotation, completeRotation, startRotation } from './acts/rotations.ts';
import {
  changeTenant,
  createTenant,
  deleteTenant,
  getTenant,
  listTenants,
  resetRateLimit,
  resumeTenant,
  setRateLimit,
  suspendTenant,
} from './acts/tenants.ts';
import { getToken, issueToken, listTokens, revokeToken } from './acts/tokens.ts';
import { exportResources, getExportIndex, importMembers, importResources, migrateResources } from './acts/transfer.ts';
import type { AdminContext, Answer } from './admin-context.ts';
import type { OperationId, operations } from './contract/operations.ts';

type Table = typeof operations;
type Parsed<Id extends OperationId, Part extends 'parameters' | 'query' | 'body'> = Table[Id] extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? z.infer<Schema>
  : undefined;

/** A request as the schemas of its operation read it. */
export interface Input<Id extends OperationId> {
  readonly parameters: Parsed<Id, 'parameters'>;
  readonly query: Parsed<Id, 'query'>;
  readonly body: Parsed<Id, 'body'>;
}

export type Acts = { readonly [Id in OperationId]: (context: AdminContext, input: Input<Id>) => Promise<Answer> };

export const acts: Acts = {
  getCaller: (context) => getCaller(context),
  listProviders: () => listProviders(),

  listTenants: (context, { query }) => listTenants(context, query),
  createTenant: (context, { body }) => createTenant(context, body),
  getTenant: (context, { parameters }) => getTenant(context, parameters),
  changeTenant: (context, { parameters, body }) => changeTenant(context, parameters, body),
  setRateLimit: (context, { parameters, body }) => setRateLimit(context, parameters, body),
  resetRateLimit: (context, { parameters }) => resetRateLimit(context, parameters),
  suspendTenant: (context, { parameters }) => suspendTenant(context, parameters),
  resumeTenant: (context, { parameters }) => resumeTenant(context, parameters),
  deleteTenant: (context, { parameters }) => deleteTenant(context, parameters),

  listConnections: (context, { parameters }) => listConnections(context, parameters),
  activateConnection: (context, { parameters, body }) => activateConnection(context, parameters, body),
  getConnection: (context, { parameters }) => getConnection(context, parameters),
  changeConnection: (context, { parameters, body }) => changeConnection(context, parameters, body),
  deactivateConnection: (context, { parameters }) => deactivateConnection(context, parameters),

  listTokens: (context, { parameters }) => listTokens(context, parameters),
  issueToken: (context, { parameters, body }) => issueToken(context, parameters, body),
  getToken: (context, { parameters }) => getToken(context, parameters),
  startRotation: (context, { parameters, body }) => startRotation(context, parameters, body),
  completeRotation: (context, { parameters }) => completeRotation(context, parameters),
  cancelRotation: (context, { parameters }) => cancelRotation(context, parameters),
  revokeToken: (context, { parameters }) => revokeToken(context, parameters),

  listUsers: (context, { parameters, query }) => listUsers(context, parameters, query),
  getUser: (context, { parameters }) => getUser(context, parameters),
  listGroupsOfUser: (context, { parameters, query }) => listGroupsOfUser(context, parameters, query),
  listGroups: (context, { parameters, query }) => listGroups(context, parameters, query),
  getGroup: (context, { parameters }) => getGroup(context, parameters),
  listMembers: (context, { parameters, query }) => listMembers(context, parameters, query),

  listLog: (context, { parameters, query }) => listLog(context, parameters, query),
  getLogEntry: (context, { parameters }) => getLogEntry(context, parameters),
  getExportIndex: (context, { parameters }) => getExportIndex(context, parameters),
  exportResources: (context, { parameters, query }) => exportResources(context, parameters, query),
  importResources: (context, { parameters, body }) => importResources(context, parameters, body),
  importMembers: (context, { parameters, body }) => importMembers(context, parameters, body),
  migrateResources: (context, { parameters, query }) => migrateResources(context, parameters, query),

  listAuditTrail: (context, { parameters, query }) => listAuditTrail(context, parameters, query),
  listDeploymentAuditTrail: (context, { query }) => listDeploymentAuditTrail(context, query),
};
