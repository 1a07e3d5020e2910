/**
 * The examples of RFC 7643 and 7644, each a file: what is there, the request, and what the RFC answers or leaves behind.
 * Where the RFC shortens an id, or misses a comma, the file has what is meant. Ids, times, versions and the base URL are
 * each service provider's own, and so are the words of a `detail`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { discoveryRoutes } from '../../lambdas/discovery/routes.ts';
import { state } from '../support/directory.ts';
import { baseUrl, type EndpointAnswer, memoryEndpoint, type SendTo } from '../support/memory-endpoint.ts';
import { MemoryStore } from '../support/memory-store.ts';

interface Exchange {
  /** Resources at version 1, by path; a group's members are ids of users. */
  readonly given?: Readonly<Record<string, JsonObject & { readonly members?: readonly string[] }>>;
  /** So many users of any name. */
  readonly givenUsers?: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: object;
  };
  /** Left out where the RFC leaves it out: any success. */
  readonly response?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: JsonObject;
  };
  /** What the resource has then; null for what it does not have any more. */
  readonly after?: JsonObject;
}

const theirs = 'https://example.com/v2';
const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const isExchange = (content: unknown): content is Exchange =>
  typeof content === 'object' && content !== null && 'request' in content && ('after' in content || hasStatus(content));
const hasStatus = (content: object) =>
  'response' in content && (content.response as { status?: unknown }).status !== undefined;

let store: MemoryStore;
let send: SendTo;

beforeEach(() => {
  store = new MemoryStore();
  send = memoryEndpoint(store, (open) => ({
    ...resourceRoutes(userType, open),
    ...resourceRoutes(groupType, open),
    ...discoveryRoutes,
  }));
});

/** Sends a request as the RFC prints it; every resource is at version 1. */
function ask({ method, path, headers = {}, body }: Exchange['request']): Promise<EndpointAnswer> {
  const [target = '', query = ''] = path.split('?');
  const [, endpoint, id] = target.split('/');
  const current = Object.entries(headers).map(([name, tag]) => [name.toLowerCase(), tag.replace(/".*"/, '"1"')]);
  return send(`${method} /${endpoint}${id === undefined ? '' : '/{id}'}`, {
    query,
    headers: Object.fromEntries(current) as Record<string, string>,
    ...(id === undefined ? {} : { parameters: { id } }),
    ...(body === undefined ? {} : { body }),
  });
}

async function fill({ given = {}, givenUsers = 0 }: Exchange): Promise<void> {
  const users = Array.from({ length: givenUsers }, (_, i): [string, JsonObject] => [
    `/Users/u${i}`,
    { userName: `u${i}` },
  ]);
  for (const [path, { members = [], ...document }] of [...users, ...Object.entries(given)]) {
    const [, endpoint, id] = path.split('/');
    const type = resourceTypes.find((each) => each.endpoint === `/${endpoint}`);
    if (type === undefined) throw new Error(path);
    const known = (members as readonly string[]).map((value) => ({ value, type: 'User' }));
    await store.create(type, state(document, id), known);
  }
}

const idOf = ({ id }: Readonly<Record<string, unknown>> = {}) => (typeof id === 'string' ? id : '');

/** What is each service provider's own, in one form. */
function common(value: unknown, id = ''): unknown {
  const text = JSON.stringify(value)
    .replaceAll(baseUrl, theirs)
    .replaceAll(/W\/\\"[^"\\]+\\"/g, 'a version')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/"detail":"(?:[^"\\]|\\.)+"/g, '"detail":"a detail"');
  return JSON.parse(id === '' ? text : text.replaceAll(id, 'an id'));
}

describe('examples', () => {
  test.each(files.filter((file) => isExchange(read(file))))('%s', async (file) => {
    const exchange = read(file) as Exchange;
    await fill(exchange);
    const answer = await ask(exchange.request);
    const { response, after } = exchange;
    expect(String(answer.status)).toMatch(response === undefined ? /^2/ : String(response.status));
    const [own, expected] = [idOf(answer.json), idOf(response?.body)];
    expect(common(answer.json, own)).toMatchObject(common(response?.body ?? {}, expected) as object);
    expect(common(answer.headers, own)).toMatchObject(common(response?.headers ?? {}, expected) as object);
    if (after === undefined) return;
    const { json } = await ask({ method: 'GET', path: exchange.request.path });
    const isGone = ([, value]: [string, unknown]) => value === null;
    const kept = Object.entries(after).filter((entry) => !isGone(entry));
    expect(json).toMatchObject(Object.fromEntries(kept));
    for (const [name] of Object.entries(after).filter(isGone)) expect(json).not.toHaveProperty(name);
  });

  test.each(['rfc7643-3-user.json', 'rfc7643-8.1-user-minimal.json'])(
    '%s is taken and answered as it is',
    async (file) => {
      const example = read(file) as JsonObject;
      const { status, json } = await ask({ method: 'POST', path: '/Users', body: example });
      expect(status).toBe(201);
      expect(common(json, idOf(json))).toMatchObject(common(example, idOf(example)) as object);
    },
  );

  test('RFC 7643 §8.6, RFC 7644 figure 9: resource types, but for an extension that a user need not have', async () => {
    const { Resources, ...list } = read('rfc7644-4-resource-types.json') as JsonObject;
    expect(Resources).toEqual(read('rfc7643-8.6-resource-type.json'));
    const { json } = await ask({ method: 'GET', path: '/ResourceTypes' });
    const [User, Group] = (Resources ?? []) as readonly JsonObject[];
    const extension = { schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', required: false };
    expect(common(json)).toEqual({
      ...list,
      itemsPerPage: 2,
      Resources: [
        { ...User, schemaExtensions: [extension] },
        { ...Group, schemaExtensions: [] },
      ],
    });
  });

  test('are all used by a test', () => {
    const sources = readdirSync(join(folder, '..'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(folder, '..', file), 'utf8'))
      .join('\n');
    const named = (file: string) => sources.includes(file.replace(/^rfc\d{4}-|\.json$/g, ''));
    expect(files.filter((file) => !isExchange(read(file)) && !named(file))).toEqual([]);
  });
});
