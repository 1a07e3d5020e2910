import type { ResourceType } from '#scim/schema/resource-type.ts';
import type {
  StoredAuditEntry,
  StoredConnection,
  StoredPage,
  StoredTenant,
  StoredToken,
  TenancyStore,
  TrailQuery,
} from '../../tenancy-store.ts';
import { Table, type TableOptions } from '../table.ts';
import { absent, exists, maxTransactionItems, type Write } from '../write.ts';
import { type Purge, purgeTenant } from './purge-tenant.ts';
import { fromDocumentItem, putNew, setNext, toDocumentItem } from './tenancy-items.ts';
import { allTokensPrefix, connectionPrefix, tenancyKeys, tenantList, tokenPrefix } from './tenancy-keys.ts';
import { addToTrail, readTrail } from './trail.ts';

export interface DynamoDbTenancyStoreOptions extends TableOptions {
  /** The resource types of the deployment: what a tenant can own. */
  readonly types: readonly ResourceType[];
}

/** What is administered, in the one table; for the time of one request. */
export class DynamoDbTenancyStore implements TenancyStore {
  readonly #table: Table;
  readonly #types: readonly ResourceType[];

  constructor({ types, ...table }: DynamoDbTenancyStoreOptions) {
    this.#table = new Table(table);
    this.#types = types;
  }

  async createTenant(tenant: StoredTenant): Promise<boolean> {
    const keys = tenancyKeys(tenant.id);
    return this.#done([putNew(keys.tenant, tenant), { kind: 'put', item: keys.listed }]);
  }

  getTenant(id: string): Promise<StoredTenant | undefined> {
    return this.#get<StoredTenant>(tenancyKeys(id).tenant);
  }

  async listTenants({ after, limit }: { readonly after?: string | undefined; readonly limit: number }) {
    const range = after === undefined ? {} : { condition: '#sk > :after', values: { ':after': after } };
    // One more than asked for tells whether more follow.
    const { items: listed } = await this.#table.query({ pk: tenantList, ...range, limit: limit + 1 });
    const ids = listed.slice(0, limit).map(({ sk }) => sk);
    const found = await this.#table.batchGet(ids.map((id) => tenancyKeys(id).tenant));
    const tenants = found.map((item) => fromDocumentItem(item) as StoredTenant);
    return { items: tenants.toSorted((a, b) => (a.id < b.id ? -1 : 1)), more: listed.length > limit };
  }

  replaceTenant(after: StoredTenant): Promise<boolean> {
    return this.#done([setNext(tenancyKeys(after.id).tenant, after)]);
  }

  purgeTenant(id: string, month: string): Promise<Purge> {
    return purgeTenant(this.#table, id, this.#types, month);
  }

  forgetTenant({ id, version }: StoredTenant): Promise<boolean> {
    const keys = tenancyKeys(id);
    const current = { condition: '#version = :version', values: { ':version': version } };
    return this.#done([
      { kind: 'delete', key: keys.tenant, ...current },
      { kind: 'delete', key: keys.listed },
    ]);
  }

  createConnection(connection: StoredConnection): Promise<boolean> {
    const keys = tenancyKeys(connection.tenant);
    return this.#done([putNew(keys.connection(connection.provider), connection), mustExist(keys.tenant)]);
  }

  getConnection(tenant: string, provider: string): Promise<StoredConnection | undefined> {
    return this.#get<StoredConnection>(tenancyKeys(tenant).connection(provider));
  }

  async listConnections(tenant: string): Promise<readonly StoredConnection[]> {
    return this.#list<StoredConnection>(tenancyKeys(tenant).root, connectionPrefix);
  }

  replaceConnection(after: StoredConnection): Promise<boolean> {
    return this.#done([setNext(tenancyKeys(after.tenant).connection(after.provider), after)]);
  }

  async deleteConnection(tenant: string, provider: string): Promise<void> {
    const keys = tenancyKeys(tenant);
    const deleteTokens = async () =>
      this.#table.batchDelete((await this.listTokens(tenant, provider)).map(({ id }) => keys.token(provider, id)));
    // The connection after its tokens: while it is there, what is left can be found and deleted again.
    await deleteTokens();
    await this.#table.batchDelete([keys.connection(provider)]);
    // One may have been made meanwhile; from now on none is.
    await deleteTokens();
  }

  createToken(token: StoredToken, replaced?: StoredToken): Promise<boolean> {
    const keys = tenancyKeys(token.tenant);
    return this.#done([
      putNew(keys.token(token.provider, token.id), token),
      mustExist(keys.connection(token.provider)),
      ...(replaced === undefined ? [] : [setNext(keys.token(replaced.provider, replaced.id), replaced)]),
    ]);
  }

  getToken(tenant: string, provider: string, id: string): Promise<StoredToken | undefined> {
    return this.#get<StoredToken>(tenancyKeys(tenant).token(provider, id));
  }

  async listTokens(tenant: string, provider: string): Promise<readonly StoredToken[]> {
    const tokens = await this.#list<StoredToken>(tenancyKeys(tenant).root, tokenPrefix(provider));
    const place = ({ createdAt, id }: StoredToken) => createdAt + id;
    return tokens.toSorted((a, b) => (place(a) < place(b) ? 1 : -1));
  }

  listAllTokens(tenant: string): Promise<readonly StoredToken[]> {
    return this.#list<StoredToken>(tenancyKeys(tenant).root, allTokensPrefix);
  }

  replaceToken(after: StoredToken): Promise<boolean> {
    return this.#done([setNext(tenancyKeys(after.tenant).token(after.provider, after.id), after)]);
  }

  async findAnswer(tenant: string, digest: string, now: number): Promise<unknown> {
    const item = await this.#table.get(tenancyKeys(tenant).answer(digest));
    // DynamoDB deletes expired items some time later.
    return item === undefined || (item.expires as number) <= now ? undefined : fromDocumentItem(item);
  }

  async keepAnswer(tenant: string, digest: string, answer: object, now: number, expires: number): Promise<boolean> {
    const item = toDocumentItem(tenancyKeys(tenant).answer(digest), answer, { expires });
    const isFree = `${absent} OR #expires <= :now`;
    return this.#done([{ kind: 'put', item, condition: isFree, values: { ':now': now } }]);
  }

  addAuditEntry(entry: StoredAuditEntry): Promise<void> {
    return addToTrail(this.#table, entry);
  }

  listAuditTrail(tenant: string | undefined, query: TrailQuery): Promise<StoredPage<StoredAuditEntry>> {
    return readTrail(this.#table, tenant, query);
  }

  async #get<T>(key: Parameters<Table['get']>[0]): Promise<T | undefined> {
    const item = await this.#table.get(key);
    return item && (fromDocumentItem(item) as T);
  }

  async #list<T>(pk: string, prefix: string): Promise<readonly T[]> {
    const items = await this.#table.queryAll({
      pk,
      // The embedded engine's begins_with ignores letter case; a range is binary everywhere.
      condition: '#sk BETWEEN :first AND :last',
      values: { ':first': prefix, ':last': `${prefix}\uffff` },
    });
    return items.map((item) => fromDocumentItem(item) as T);
  }

  /** All of the writes, or false. */
  async #done(writes: readonly Write[]): Promise<boolean> {
    if (writes.length > maxTransactionItems) throw new Error(`${writes.length} writes are no transaction.`);
    return (await this.#table.transact(writes)) === undefined;
  }
}

function mustExist(key: Parameters<Table['get']>[0]): Write {
  return { kind: 'check', key, condition: exists, values: {} };
}
