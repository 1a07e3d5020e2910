/** A client that is made of nothing but the served description leads through a whole activation. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AxiosRequestConfig, type Document, type OpenAPIClient, OpenAPIClientAxios } from 'openapi-client-axios';
import type { OperatorConnection } from '#lib/operator/client.ts';
import { Sha256 } from '#lib/operator/sha256.ts';

const { ADMIN_CONNECTION } = process.env;
const connection = JSON.parse(ADMIN_CONNECTION ?? 'null') as OperatorConnection | null;
const whereOperated = connection === null ? describe.skip : describe;

interface Answered {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> & { readonly token: Readonly<Record<string, string>> };
}

/** Headers of AWS Signature Version 4 for a request: all that the description leaves to whoever calls. */
async function sign(method: string, address: string, body: string): Promise<Record<string, string>> {
  const { credentials, region } = connection as OperatorConnection;
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials,
    sha256: Sha256,
  });
  const { host, hostname, pathname, protocol, searchParams } = new URL(address);
  const type: Record<string, string> = body === '' ? {} : { 'content-type': 'application/json' };
  const { headers } = await signer.sign({
    method,
    protocol,
    hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...type },
    body,
  });
  return headers;
}

whereOperated('a client that is generated from openapi.json', () => {
  const tenant = `generated-${randomUUID().slice(0, 8)}`;
  const of = { tenant, provider: 'jumpcloud' };
  let client: OpenAPIClient;

  beforeAll(async () => {
    const { url } = connection as OperatorConnection;
    const described = await fetch(`${url}/openapi.json`, { headers: await sign('GET', `${url}/openapi.json`, '') });
    const api = new OpenAPIClientAxios({ definition: (await described.json()) as Document });
    client = await api.init();
    client.interceptors.request.use(async (config) => {
      const body = config.data === undefined ? '' : JSON.stringify(config.data);
      const address = client.getUri(config as AxiosRequestConfig);
      const headers = await sign((config.method ?? 'get').toUpperCase(), address, body);
      for (const [name, value] of Object.entries(headers)) if (name !== 'host') config.headers.set(name, value);
      if (body !== '') config.data = body;
      return config;
    });
  });
  afterAll(async () => {
    await client.deleteTenant?.({ tenant }).catch(() => {});
  });

  /** Calls an operation of the description by its id. */
  async function call(id: string, parameters: object = {}, body?: object, headers: Record<string, string> = {}) {
    const operation = client[id];
    if (operation === undefined) throw new Error(`The description has no operation ${id}.`);
    return (await operation(parameters as Record<string, string>, body, { headers })) as Answered;
  }

  /** What the connection answers to this token: 401 may be a function's that has not heard of it yet. */
  async function statusOfUsers(baseUrl: unknown, token: unknown): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const headers = { authorization: `Bearer ${String(token)}` };
      const { status } = await fetch(`${String(baseUrl)}/Users`, { headers });
      if (status !== 401 || tries === 30) return status;
      await sleep(200);
    }
  }

  test('knows where the API is, and every operation of it', () => {
    const { url } = connection as OperatorConnection;
    expect(client.api.getBaseURL()).toBe(url);
    expect(client.api.getOperations().map(({ operationId }) => operationId)).toContain('completeRotation');
  });

  test('creates, activates, issues, rotates, completes, revokes, deactivates and deletes', async () => {
    expect(await call('createTenant', {}, { id: tenant, displayName: 'Generated' })).toMatchObject({ status: 201 });
    expect(await call('activateConnection', of, {})).toMatchObject({ status: 201, data: { tokens: 0 } });
    const issued = await call('issueToken', of, { label: 'main' }, { 'Idempotency-Key': 'once' });
    expect(issued).toMatchObject({ status: 201, data: { secret: expect.stringMatching(/^rc_/) } });
    const repeated = await call('issueToken', of, { label: 'main' }, { 'Idempotency-Key': 'once' });
    expect(repeated).toMatchObject({ status: 200, data: { token: { id: issued.data.token.id } } });
    expect(await statusOfUsers(issued.data.baseUrl, issued.data.secret)).toBe(200);

    const ofToken = { ...of, token: issued.data.token.id };
    const rotated = await call('startRotation', ofToken, {});
    expect(rotated).toMatchObject({ status: 201, data: { token: { replaces: issued.data.token.id } } });
    expect(await statusOfUsers(rotated.data.baseUrl, rotated.data.secret)).toBe(200);
    expect(await call('completeRotation', ofToken)).toMatchObject({ status: 200, data: { status: 'revoked' } });
    const listed = await call('listTokens', { ...of, limit: 10 });
    expect(listed.data.items).toMatchObject([{ status: 'active' }, { status: 'revoked' }]);
    const revoked = await call('revokeToken', { ...of, token: rotated.data.token.id });
    expect(revoked).toMatchObject({ status: 200, data: { status: 'revoked' } });

    expect(await call('listUsers', { tenant, search: 'a' })).toMatchObject({ status: 200, data: { items: [] } });
    expect(await call('deactivateConnection', of)).toMatchObject({ status: 204 });
    const gone = await call('getConnection', of).catch(({ response }: { response: unknown }) => response);
    expect(gone).toMatchObject({ status: 404, data: { detail: expect.stringContaining('jumpcloud') } });
    expect(await call('deleteTenant', { tenant })).toMatchObject({ status: 202, data: { status: 'deleting' } });
  });
});
