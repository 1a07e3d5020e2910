/** What the acts work on: the table and the secrets of this deployment, for the time of one request. */
import type { Credentials } from '#admin/admin-context.ts';
import { type Scope, scope } from '#admin/contract/token.ts';
import type { AdminHandlerOptions } from '#admin/http/admin-handler.ts';
import { backOffUntil } from '#endpoint/back-off.ts';
import { environmentCursors } from '#endpoint/cursors.ts';
import { environmentVariable, secretNames, tenantRateLimit } from '#endpoint/environment.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { plainProvider, profileOf } from '#service/providers.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { migrateDocuments } from '#storage/dynamodb/migrate-documents.ts';
import { pageMembers } from '#storage/dynamodb/page-members.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import { DynamoDbTenancyStore } from '#storage/dynamodb/tenancy/dynamodb-tenancy-store.ts';
import {
  admitToken,
  listTokenRecords,
  makeFreshToken,
  removeTenantSecret,
  revokeTokens,
  revokeTokensOf,
  setConnectionSwitches,
  setRateLimit,
  setSuspended,
  type TokenSecrets,
} from '#tokens/credentials.ts';
import { createSecretsClient } from '#tokens/secrets-manager.ts';
import { TenantFullError } from '#tokens/tidy-tokens.ts';

/** No tenant has this id, so no cursor of a tenant is one of the admin API. */
const ownSeal = 'admin/';
const memberTypes = [userType, groupType];

export function environmentOpener(): AdminHandlerOptions['open'] {
  const client = createDynamoDbClient();
  const tableName = environmentVariable('TABLE_NAME');
  const cursorsOf = environmentCursors();
  const credentials = credentialsIn({
    client: createSecretsClient(),
    ...secretNames(),
    encryptionKey: process.env.TENANT_SECRET_KEY,
  });
  const rateLimit = tenantRateLimit();
  return ({ at, origin, deadline }) => {
    const table = { client, tableName, meter: new Meter(), deadline };
    return {
      store: new DynamoDbTenancyStore({ ...table, types: resourceTypes }),
      log: new DynamoDbProvisioningLog(table),
      credentials,
      rateLimit,
      cursors: cursorsOf(ownSeal),
      directoryOf: (tenant) => ({
        store: new DynamoDbStore({ ...table, tenant, memberTypes }),
        cursors: cursorsOf(`${ownSeal}${tenant}`),
        interoperability: profileOf(plainProvider),
        baseUrl: `${origin}/provisioning/${plainProvider}/v2`,
        at,
        backOff: backOffUntil(deadline),
      }),
      membersOf: (tenant) => (type, id, range) =>
        pageMembers({ table: new Table(table), keys: tenantKeys(tenant), memberTypes }, type, id, range),
      migrationOf: (tenant) => (type, after) =>
        migrateDocuments({ table: new Table(table), keys: tenantKeys(tenant) }, type, after),
    };
  };
}

function credentialsIn(secrets: TokenSecrets): Credentials {
  return {
    makeToken: (tenant) => makeFreshToken(secrets, tenant),
    admit: async (tenant, token, conditions) => {
      try {
        await admitToken(secrets, tenant, token, conditions);
        return true;
      } catch (error) {
        if (error instanceof TenantFullError) return false;
        throw error;
      }
    },
    revoke: (tenant, ids, at) => revokeTokens(secrets, tenant, ids, at),
    revokeAllOf: (tenant, provider, at) => revokeTokensOf(secrets, tenant, provider, at),
    setSuspended: (tenant, isSuspended, at) => setSuspended(secrets, tenant, isSuspended, at),
    setSwitches: (tenant, provider, switches, at) => setConnectionSwitches(secrets, tenant, provider, switches, at),
    setRateLimit: (tenant, limit, at) => setRateLimit(secrets, tenant, limit, at),
    tokensOf: async (tenant) => {
      const records = await listTokenRecords(secrets, tenant);
      return records.map(({ scopes, ...token }) => ({ ...token, scopes: knownScopes(scopes) }));
    },
    remove: (tenant) => removeTenantSecret(secrets, tenant),
  };
}

/** A token without scopes may do everything. */
function knownScopes(scopes: readonly string[] = scope.options): readonly Scope[] {
  return scope.options.filter((each) => scopes.includes(each));
}
