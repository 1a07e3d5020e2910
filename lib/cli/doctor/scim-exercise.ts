/** The life of one user over the SCIM endpoints, as an identity provider leads it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type Exchange, type Expectation, ScimClient } from '../../players/scim-client.ts';
import { CommandError } from '../command-error.ts';
import { find, type OnFinding } from './finding.ts';

/** How long a token may take until each function knows it, in milliseconds. */
const tokenPatience = 15_000;
/** A first request may meet a cold start, in milliseconds. */
const patience = 30_000;
/** What is told of each change (docs/events.md). The PATCH deactivates. */
const eventOf: Readonly<Record<string, string>> = {
  POST: 'User.Created',
  PATCH: 'User.Deactivated',
  DELETE: 'User.Deleted',
};

/** What was changed. */
export interface Exercised {
  /** `subject` of the events about it. */
  readonly subject: string;
  /** The types of these events, in their order. */
  readonly events: readonly string[];
}

/** One finding for each step; stops at the first that fails. Undefined where nothing was changed. */
export async function exerciseScim(connection: Connection, onFinding: OnFinding): Promise<Exercised | undefined> {
  const scim = new ScimClient({ ...connection, patience });
  const userName = `${randomUUID()}@doctor.example`;
  const filter = `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  };
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, active: true };
  const events: string[] = [];
  let id = '';
  const path = () => `/Users/${id}`;
  const named: Expectation = {
    status: [200],
    check: (body) => (body.userName === userName ? undefined : 'another user came'),
  };
  const steps: readonly (readonly [check: string, method: string, path: () => string, Expectation, body?: object])[] = [
    ['SCIM create', 'POST', () => '/Users', { status: [201] }, user],
    ['SCIM read', 'GET', path, named],
    ['SCIM filter', 'GET', () => filter, { status: [200], check: ({ totalResults }) => oneMatch(totalResults) }],
    ['SCIM patch', 'PATCH', path, { status: [200, 204] }, patch],
    ['SCIM delete', 'DELETE', path, { status: [204] }],
    ['SCIM absence', 'GET', path, { status: [404] }],
  ];
  for (const [check, method, target, expected, body] of steps) {
    const done = await find(onFinding, {
      check,
      act: () => sendOnce(scim, check, method, target(), expected, body),
      detail: ({ milliseconds, status }) => `${status} in ${Math.round(milliseconds)} ms`,
    });
    if (done === undefined) break;
    const event = eventOf[method];
    if (event !== undefined) events.push(event);
    if (method === 'POST') id = String((done.result.responseBody as { id?: unknown }).id);
  }
  return events.length === 0 ? undefined : { subject: path(), events };
}

/** Again while the token is not known yet; every other answer counts. */
async function sendOnce(
  scim: ScimClient,
  ...[what, method, path, expected, body]: Parameters<ScimClient['send']>
): Promise<Exchange> {
  const until = Date.now() + tokenPatience;
  for (;;) {
    await scim.send(what, method, path, expected, body);
    const exchange = scim.exchanges.at(-1);
    if (exchange === undefined) throw new Error('A request leaves an exchange.');
    if (exchange.failure === undefined) return exchange;
    if (exchange.status !== 401 || Date.now() > until) {
      throw new CommandError(`${method} ${path} ${exchange.failure}`, remedyFor(exchange.status));
    }
    await sleep(500);
  }
}

function remedyFor(status: number): string {
  if (status === 0)
    return 'The admin API answers and the base URL does not: check its address and the function behind it.';
  if (status === 401)
    return 'The function reads another token key or secret than the admin function: deploy both together.';
  if (status >= 500) return "The function's log has more: its permissions on the table and the secrets, or the engine.";
  return 'This is no answer of Rollcall as it was built: is another version deployed, or something in between?';
}

function oneMatch(total: unknown): string | undefined {
  return total === 1 ? undefined : `found ${String(total)} users where there is one`;
}
