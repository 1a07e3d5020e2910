import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { state } from '../../../support/directory.ts';
import { baseUrl, memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly status: string | { readonly code: string };
  readonly response?: { readonly status: string };
  readonly data: Record<string, unknown>;
}

interface Message {
  readonly Operations: readonly Entry[];
}

interface Listed {
  readonly Resources: readonly (Record<string, unknown> & { readonly members?: readonly Record<string, unknown>[] })[];
}

const example = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../rfc/rfc7644-${name}.json`), 'utf8'));
const rfc = (name: string): Message => example(name) as Message;

let store: MemoryStore;
let send: SendTo;

beforeEach(() => {
  store = new MemoryStore();
  send = memoryEndpoint(store, (open) => ({
    ...bulkRoutes(resourceTypes, open),
    ...searchRoutes('', resourceTypes, open),
  }));
});

async function bulk(body: object): Promise<Message> {
  const { status, json } = await send('POST /Bulk', { body });
  expect(status).toBe(200);
  return json as unknown as Message;
}

async function search(filter: string): Promise<Listed['Resources']> {
  const { json } = await send('POST /.search', { body: { filter } });
  return (json as unknown as Listed).Resources;
}

/** What of an entry does not depend on ids and versions: those are shown as what they are. */
function shapeOf({ method, bulkId, location, version, status, response }: Entry) {
  return {
    method,
    bulkId,
    location: location?.replace(/^.*(\/\w+\/)[0-9a-f-]{36}$/, '$1{id}'),
    version: version?.replace(/^W\/".+"$/, 'W/"…"'),
    // The example of §3.7.2 has it in an object, §3.7.3 does not.
    status: typeof status === 'string' ? status : status.code,
    failed: response?.status,
  };
}

const idIn = (entry: Entry | undefined) => entry?.location?.split('/').at(-1) ?? '';

describe("RFC 7644's bulk requests", () => {
  test('§3.7.1: two groups, each a member of the other', async () => {
    await bulk(rfc('3.7.1-bulk-request'));
    const found = await search('displayName sw "Group"');
    const expected = (example('3.7.1-list-response') as Listed).Resources;
    const named = (resources: Listed['Resources']) =>
      resources
        .map(({ displayName, members = [] }) => ({
          displayName,
          members: members.map(({ value, type, $ref }) => [
            resources.find(({ id }) => id === value)?.displayName,
            type,
            String($ref).endsWith(`/Groups/${String(value)}`),
          ]),
        }))
        .sort((a, b) => (String(a.displayName) < String(b.displayName) ? -1 : 1));
    expect(named(found)).toEqual(named(expected));
  });

  test('§3.7.2: a user and a group with that user', async () => {
    const answer = await bulk(rfc('3.7.2-bulk-request'));
    expect(answer.Operations.map(shapeOf)).toEqual(rfc('3.7.2-bulk-response').Operations.map(shapeOf));
    const [alice, guides] = answer.Operations;
    const [group] = await search('displayName eq "Tour Guides"');
    expect(group).toEqual({
      ...(example('3.7.2-group') as object),
      id: idIn(guides),
      meta: expect.objectContaining({ resourceType: 'Group', location: guides?.location, version: guides?.version }),
      members: [{ value: idIn(alice), $ref: `${baseUrl}/Users/${idIn(alice)}`, type: 'User', display: 'Alice' }],
    });
  });

  test('§3.7.2: a manager in an extension', async () => {
    const answer = await bulk(rfc('3.7.2-manager-bulk-request'));
    const [bob] = await search('userName eq "Bob"');
    expect(bob?.[enterpriseUserSchema]).toMatchObject({
      employeeNumber: '11250',
      manager: { value: idIn(answer.Operations[0]) },
    });
  });

  /** §3.7.3's request, about users that exist, at the versions they have. */
  async function change(): Promise<Message> {
    const request = rfc('3.7.3-bulk-request');
    for (const { path, version } of request.Operations) {
      if (version !== undefined) await store.create(userType, state({ userName: path, nickName: 'x' }, path.slice(7)));
    }
    const operations = request.Operations.map((entry) =>
      entry.version === undefined ? entry : { ...entry, version: 'W/"1"' },
    );
    return { ...request, Operations: operations };
  }

  const unnamed = ({ Operations: [post, ...others], ...message }: Message) => ({
    ...message,
    Operations: [{ ...post, data: {} }, ...others],
  });

  test('§3.7.3: create, replace, patch and delete', async () => {
    const answer = await bulk(await change());
    expect(answer.Operations.map(shapeOf)).toEqual(rfc('3.7.3-bulk-response').Operations.map(shapeOf));
    const names = (await search('userName pr')).map(({ userName }) => userName);
    expect(new Set(names)).toEqual(new Set(['Alice', 'Bob', 'Dave']));
  });

  test('§3.7.3: the first error stops the rest', async () => {
    const answer = await bulk(unnamed(await change()));
    expect(answer.Operations.map(shapeOf)).toEqual(rfc('3.7.3-bulk-response-stopped').Operations.map(shapeOf));
  });

  test('§3.7.3: every operation fails', async () => {
    await change();
    await store.delete(userType, state({}, 'e9025315-6bea-44e1-899c-1e07454e468b'), { at: '' });
    const answer = await bulk({ ...unnamed(rfc('3.7.3-bulk-request')), failOnErrors: undefined });
    expect(answer.Operations.map(shapeOf)).toEqual(rfc('3.7.3-bulk-response-failed').Operations.map(shapeOf));
  });
});
