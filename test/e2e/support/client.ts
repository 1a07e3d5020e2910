/** A SCIM client for the end-to-end tests: speaks to any base URL, knows nothing of what is behind it. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; {} without one. */
  readonly json: JsonBody;
}

export type JsonBody = Record<string, unknown> & {
  readonly id?: string;
  readonly meta?: { readonly version: string; readonly location: string; readonly [name: string]: unknown };
  readonly Resources?: readonly JsonBody[];
  readonly members?: readonly Record<string, unknown>[];
  readonly groups?: readonly Record<string, unknown>[];
};

export interface RequestTraits {
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly token?: string | null;
}

export interface Connection {
  readonly baseUrl: string;
  readonly token: string;
}

let provider: string | undefined;

/**
 * From here on, the tests of this file send to the connection of one provider. Does nothing where there is only one
 * connection: that of `SCIM_BASE_URL`.
 */
export function speakAs(id: string): void {
  provider = id;
}

/** The connection under test: `SCIM_BASE_URL` and `SCIM_TOKEN`, which the global set-up fills in for the local stack. */
export function connection(): Connection {
  const { SCIM_BASE_URL, SCIM_CONNECTIONS = '{}', SCIM_TOKEN } = process.env;
  const own = (JSON.parse(SCIM_CONNECTIONS) as Record<string, Connection>)[provider ?? ''];
  if (own !== undefined) return own;
  if (!SCIM_BASE_URL || !SCIM_TOKEN) throw new Error('Set SCIM_BASE_URL and SCIM_TOKEN, or neither.');
  return { baseUrl: SCIM_BASE_URL.replace(/\/+$/, ''), token: SCIM_TOKEN };
}

/** Sends one request below the base URL. */
export async function send(method: string, path: string, traits: RequestTraits = {}): Promise<Answer> {
  const { baseUrl, token } = connection();
  const { body } = traits;
  const authorization = traits.token === null ? {} : { authorization: `Bearer ${traits.token ?? token}` };
  const response = await fetch(baseUrl + path, {
    method,
    headers: {
      ...authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...traits.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): JsonBody {
  try {
    return JSON.parse(text) as JsonBody;
  } catch {
    return {};
  }
}

/** `attribute eq "value"` as a query parameter. */
export function filterBy(attribute: string, value: string): string {
  return `filter=${encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`)}`;
}

let counter = 0;

/** A name that no other test uses, also against a directory that is kept. */
export function uniqueName(prefix: string): string {
  counter += 1;
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${counter}@example.com`;
}

/** Creates a user, answers its id. */
export async function createUser(attributes: Record<string, unknown> = {}): Promise<string> {
  const answer = await send('POST', '/Users', { body: { userName: uniqueName('user'), ...attributes } });
  if (answer.status !== 201) throw new Error(`Creating a user answered ${answer.status}: ${answer.text}`);
  return answer.json.id ?? '';
}

/** Creates a group of these users, answers its id. */
export async function createGroup(memberIds: readonly string[] = [], name = uniqueName('group')): Promise<string> {
  const members = memberIds.map((value) => ({ value }));
  const answer = await send('POST', '/Groups', { body: { displayName: name, members } });
  if (answer.status !== 201) throw new Error(`Creating a group answered ${answer.status}: ${answer.text}`);
  return answer.json.id ?? '';
}

/** A PATCH of these operations. */
export function patch(path: string, operations: readonly object[], traits: RequestTraits = {}): Promise<Answer> {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  return send('PATCH', path, { ...traits, body: { schemas, Operations: operations } });
}

/** Ids in the one order in which lists of them are compared. */
export function sortIds(ids: readonly string[]): readonly string[] {
  return ids.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

/** Ids of a group's members, sorted. */
export async function memberIdsOf(groupId: string): Promise<readonly string[]> {
  const { json } = await send('GET', `/Groups/${groupId}`);
  return sortIds((json.members ?? []).map(({ value }) => String(value)));
}
