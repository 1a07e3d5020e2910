/** Holds the answer to a recorded request against what its client needs. */
import { expect } from '@jest/globals';
import type { IdpRecord, Json, Pointers } from './idp-records.ts';
import { valueAt } from './json-pointer.ts';
import type { Played, WireAnswer } from './replay.ts';

/** What is true of every answer to a provider with this media type, and what the record asks for. */
export function checkPlayed({ sent, answer, resource, namesakes, survivor }: Played, mediaType: string): void {
  checkForm(answer, mediaType);
  expect({ ...answer, wanted: sent.expectStatus }).toMatchObject({ status: oneOf(sent.expectStatus, answer.status) });
  if (answer.status === 201) {
    expect(answer.headers.location).toBe((answer.json.meta as Json).location);
    expect(String(answer.headers.location)).toMatch(new RegExp(`${sent.path}/${String(answer.json.id)}$`));
  }
  if (sent.method === 'DELETE') expect(resource?.status).toBe(404);
  // Who was a member of a deleted group is still there.
  if (survivor !== undefined) expect(survivor.status).toBe(200);
  // A user is found by name as they are when read by id, also when they are inactive.
  if (namesakes !== undefined) {
    const { id, active } = resource?.json ?? {};
    expect(namesakes.json).toMatchObject({ totalResults: 1, Resources: [{ id, active }] });
  }
  if (answer.status < 300 && (sent.method === 'POST' || sent.method === 'PUT')) {
    // What is sent comes back, in the answer and on the next read.
    expect(answer.json).toMatchObject(assignedAttributes(sent));
    expect(resource?.json).toMatchObject(assignedAttributes(sent));
  }
  if (answer.status < 300 && resource?.status === 200) checkForm(resource, mediaType);
  checkPointers(answer.json, sent.assert?.answer);
  checkPointers(resource?.json, sent.assert?.resource);
}

/** The answer's status when it will do; shown with the whole answer when not. */
function oneOf(wanted: readonly number[], status: number): unknown {
  return wanted.includes(status) ? status : expect.stringMatching(wanted.join(' or '));
}

function checkForm({ status, headers, json }: WireAnswer, mediaType: string): void {
  if (status === 204) return;
  expect(headers['content-type']).toMatch(new RegExp(`^${mediaType.replace('+', '\\+')}(;|$)`));
  const text = JSON.stringify(json);
  expect(text).not.toMatch(/:null\b/);
  expect(text).not.toContain('"password":');
  if (status >= 400) {
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      detail: expect.any(String),
    });
  } else if (json.Resources !== undefined) {
    expect(json).toMatchObject({ totalResults: expect.any(Number), Resources: expect.any(Array) });
    expect(Number.isInteger(json.totalResults)).toBe(true);
    expect((json.Resources as readonly Json[]).every(({ id }) => typeof id === 'string')).toBe(true);
  } else if (json.id !== undefined && (json.meta as Json).resourceType !== 'Schema') {
    expect(json.id).toEqual(expect.stringMatching(/./));
  }
}

function checkPointers(document: unknown, pointers: Pointers = {}): void {
  for (const [pointer, wanted] of Object.entries(pointers)) {
    const found = { pointer, value: valueAt(document, pointer) };
    if (wanted === null) expect(found).toEqual({ pointer, value: undefined });
    else if (Array.isArray(wanted)) expect(found).toEqual({ pointer, value: asSet(wanted, found.value) });
    else expect(found).toEqual({ pointer, value: wanted });
  }
}

/** The elements wanted, in the order in which they were found: no client depends on it. */
function asSet(wanted: readonly unknown[], found: unknown): readonly unknown[] {
  const order = Array.isArray(found) ? (found as readonly unknown[]) : [];
  return wanted.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Not written, or written and given back in another form, which `assert` tells. */
const notEchoed = new Set(['schemas', 'id', 'meta', 'groups', 'password', 'members', 'roles', enterprise]);

/** What a client sent of a resource and must find again. */
function assignedAttributes({ body }: IdpRecord): Json {
  const entries = Object.entries(body as Json).filter(([name, value]) => {
    const isAssigned = value !== null && !(Array.isArray(value) && value.length === 0);
    return !notEchoed.has(name) && isAssigned && !name.startsWith('urn:');
  });
  return Object.fromEntries(entries.map(([name, value]) => [name, name === 'emails' ? toList(value) : value]));
}

/** One object stands for a list of one, and of several that are primary the first is (RFC 7643 §2.4). */
function toList(value: unknown): readonly Json[] {
  const elements = [value].flat() as readonly Json[];
  const first = elements.findIndex(({ primary }) => primary === true);
  return elements.map(({ primary, ...element }, index) =>
    primary === undefined ? element : { ...element, primary: index === first },
  );
}
