/** The admin API over the embedded engine and a Secrets Manager endpoint of this process, called as the gateway calls it. */
import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { problem } from '#admin/contract/problem.ts';
import { type AdminHandler, adminHandler } from '#admin/http/admin-handler.ts';
import { matchOperation } from '#admin/http/match-operation.ts';
import { viewerAddress } from '#http/viewer-address.ts';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';
import { startTestTable, type TestTable } from './engine.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';

export type Json = Record<string, unknown>;

/** Who calls: an IAM principal, or a user of the user pool. */
export type As =
  | 'operator'
  | { readonly groups: readonly string[]; readonly tenant?: string; readonly email?: string; readonly use?: string };

export interface AdminCall {
  readonly as?: As;
  readonly body?: object | string;
  readonly query?: Record<string, string>;
  readonly key?: string;
  /** Beside those that the call needs, by names in lower case. */
  readonly headers?: Record<string, string>;
}

export interface TestAdminApi {
  readonly table: TestTable;
  readonly secrets: SecretsEndpoint;
  /** Lines that the function wrote. */
  readonly lines: Json[];
  /** Moves the clock. */
  setNow(at: string): void;
  /** Lets something happen before the next call of a method, e.g. `store.createToken`; once, whoever calls it. */
  before(method: `${'store' | 'credentials'}.${string}`, act: () => Promise<unknown>): void;
  call(method: string, path: string, options?: AdminCall): Promise<{ status: number; json: Json; headers: Json }>;
  stop(): Promise<void>;
}

/** What the distribution would add. Requests without it are let in as well. */
export const distributionSecret = 'a secret of the distribution';
export const operatorArn = 'arn:aws:sts::123456789012:assumed-role/Operators/ada';

export async function startAdminApi(): Promise<TestAdminApi> {
  const table = await startTestTable();
  const secrets = await startSecrets({ region: 'eu-west-1' });
  Object.assign(process.env, {
    TABLE_NAME: table.tableName,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    TENANT_SECRET_PREFIX: 'rollcall/test/tenants/',
    TOKEN_KEY_SECRET: 'rollcall/test/token-key',
    CURSOR_KEY_SECRET: 'rollcall/test/cursor-key',
    TENANT_REQUESTS_PER_SECOND: '50',
    TENANT_REQUEST_BURST: '100',
  });
  const client = new SecretsManagerClient({ endpoint: secrets.endpoint });
  for (const Name of ['rollcall/test/token-key', 'rollcall/test/cursor-key']) {
    await client.send(new CreateSecretCommand({ Name, SecretString: randomUUID() }));
  }
  client.destroy();
  const { environmentOpener } = await import('../../lambdas/admin/open.ts');
  let now = Date.parse('2026-03-01T00:00:00.000Z');
  const lines: Json[] = [];
  const between = new Map<string, () => Promise<unknown>>();
  const open = environmentOpener();
  const handler = adminHandler({
    open: (request) => {
      const { store, credentials, ...rest } = open(request);
      return { ...rest, store: interrupted('store', store), credentials: interrupted('credentials', credentials) };
    },
    originOf: () => 'https://scim.example.com',
    isWelcome: () => true,
    addressOf: viewerAddress(distributionSecret),
    now: () => new Date(now),
    write: (line) => lines.push(JSON.parse(line) as Json),
  });

  /** `target`, with what is wanted between two of its calls. */
  function interrupted<T extends object>(part: string, target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          const act = between.get(`${part}.${String(name)}`);
          between.delete(`${part}.${String(name)}`);
          await act?.();
          return (await Reflect.apply(method, target, given)) as unknown;
        };
      },
    });
  }

  return {
    table,
    secrets,
    lines,
    before: (method, act) => {
      between.set(method, act);
    },
    setNow: (at) => {
      now = Date.parse(at);
    },
    call: (method, path, options) => call(handler, now, method, path, options),
    stop: async () => {
      await table.stop();
      await secrets.stop();
    },
  };
}

async function call(
  handler: AdminHandler,
  now: number,
  method: string,
  path: string,
  { as = 'operator', body, query = {}, key, headers = {} }: AdminCall = {},
) {
  const event = gatewayEvent({
    route: '$default',
    method,
    path: `${as === 'operator' ? '/operator/v1' : '/admin/v1'}${path}`,
    query: new URLSearchParams(query).toString(),
    ...(body === undefined ? {} : { body }),
    headers: { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
  const requestContext = { ...event.requestContext, authorizer: authorizerOf(as) };
  // The clock of the test may be anywhere: the real one tells how much time is left.
  const context = { ...lambdaContext(Date.now() - now + 30_000), awsRequestId: randomUUID() };
  const result = await handler({ ...event, requestContext }, context);
  const answer = {
    status: result.statusCode ?? 0,
    json: JSON.parse(result.body ?? 'null') as Json,
    headers: (result.headers ?? {}) as Json,
  };
  checkAgainstContract(method, path, answer);
  return answer;
}

/** Every answer is as the contract describes it, whatever the test is about. */
function checkAgainstContract(method: string, path: string, { status, json }: { status: number; json: Json }): void {
  if (status >= 400) {
    problem.strict().parse(json);
    return;
  }
  if (path === '/openapi.json') return;
  const { id, operation } = matchOperation(method, path);
  if (!(status in operation.answers)) throw new Error(`${id} answers ${status}, which the contract does not know.`);
  const schema = operation.answers[status];
  if (schema === undefined ? json !== null : !schema.safeParse(json).success) {
    throw new Error(`${id} answers ${JSON.stringify(json)}, which is not as described.`);
  }
}

function authorizerOf(as: As): object {
  if (as === 'operator') return { iam: { userArn: operatorArn } };
  const { groups, tenant, email = 'ada@example.com', use = 'id' } = as;
  const claims = { sub: 'user-1', token_use: use, email, 'cognito:groups': `[${groups.join(' ')}]` };
  return { jwt: { claims: { ...claims, ...(tenant === undefined ? {} : { 'custom:tenant': tenant }) } } };
}
