/** One provider's connection to a directory; every answer is checked to be exact. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import type { RequestNotes } from '#http/scim-request.ts';
import type { Interoperability, Switches } from '#scim/interoperability.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { profileOf } from '#service/providers.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { discoveryRoutes } from '../../lambdas/discovery/routes.ts';
import { memoryEndpoint } from './memory-endpoint.ts';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly json: Body;
}

export type Body = Record<string, unknown> & {
  readonly id: string;
  readonly Resources: readonly Body[];
  readonly members?: readonly { readonly value: string }[];
};

export interface RequestTraits {
  /** As it travels. */
  readonly query?: string;
  readonly body?: object | string;
  readonly headers?: Record<string, string>;
}

export interface ProviderConnection {
  readonly profile: Interoperability;
  /** `path` below the base URL: `/Users`, or `/Users/<id>`. */
  readonly send: (method: string, path: string, traits?: RequestTraits) => Promise<Answer>;
  /** What the last request told the log. */
  readonly notes: () => RequestNotes;
  readonly user: (attributes?: object) => Promise<string>;
  readonly group: (memberIds: readonly string[]) => Promise<string>;
  readonly patch: (path: string, ...operations: readonly object[]) => Promise<Answer>;
  /** Ids of a group's members, sorted. */
  readonly members: (groupId: string) => Promise<readonly string[]>;
}

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function connectAs(provider: string, store: ResourceStore, switches: Switches = {}): ProviderConnection {
  let notes: RequestNotes = {};
  const sendTo = memoryEndpoint(
    store,
    (open) => ({ ...resourceRoutes(userType, open), ...resourceRoutes(groupType, open), ...discoveryRoutes }),
    { tenant: 'acme', tokenId: 't1', switches },
    () => new Date().toISOString(),
    (line) => {
      notes = JSON.parse(line) as RequestNotes;
    },
  );
  const profile = profileOf(provider);
  const send = async (method: string, path: string, traits: RequestTraits = {}) => {
    const [, endpoint = '', id] = path.split('/');
    const on = id === undefined ? {} : { parameters: { id: decodeURIComponent(id) } };
    const route = `${method} /${endpoint}${id === undefined ? '' : '/{id}'}`;
    const answer = await sendTo(route, { provider, ...on, ...traits });
    checkExact(answer, profile, traits.headers?.accept);
    return answer as Answer;
  };
  const created = async (endpoint: string, body: object) => {
    const answer = await send('POST', endpoint, { body });
    if (answer.status !== 201) throw new Error(`POST ${endpoint} answered ${JSON.stringify(answer)}`);
    return answer.json.id;
  };
  return {
    profile,
    send,
    notes: () => notes,
    user: (attributes = {}) => created('/Users', { userName: randomUUID(), ...attributes }),
    group: (ids) => created('/Groups', { displayName: randomUUID(), members: ids.map((value) => ({ value })) }),
    patch: (path, ...operations) => send('PATCH', path, { body: { schemas: [patchOp], Operations: operations } }),
    members: async (id) => {
      const { json } = await send('GET', `/Groups/${id}`);
      return (json.members ?? []).map(({ value }) => value).toSorted();
    },
  };
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const counts = ['totalResults', 'startIndex', 'itemsPerPage'];

/** What clients break on wherever it is: nulls, numbers as text, dates of another form, relative references. */
function checkExact(
  { status = 0, headers, json }: Omit<Answer, 'json'> & { json: object },
  profile: Interoperability,
  accept?: string,
) {
  if (status === 204) return;
  expect(headers['Content-Type']).toBe(accept ?? profile.mediaType);
  if (status >= 400) {
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.stringMatching(/\S/),
    });
  }
  walk(json, (name, value) => {
    expect([name, value]).not.toEqual([name, null]);
    if (counts.includes(name)) expect(Number.isInteger(value)).toBe(true);
    if (name === 'created' || name === 'lastModified') expect(value).toMatch(instant);
    if (name === '$ref' || name === 'location') expect(value).toMatch(/^https:\/\/scim\.example\.com\//);
  });
}

function walk(value: unknown, visit: (name: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    visit(name, field);
    walk(field, visit);
  }
}
