import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { created, isActive, isEmptyList, isList, supports } from '#lib/players/checks.ts';
import { type Expectation, type Json, ScimClient } from '#lib/players/scim-client.ts';

let server: Server;
let answer: { status: number; type: string; body: string };

beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Why a player finds fault with an answer. */
async function failureOf(given: { status?: number; type?: string; json?: Json; text?: string }, expected: Expectation) {
  const { status = 200, type = 'application/scim+json', json = {}, text = JSON.stringify(json) } = given;
  answer = { status, type, body: text };
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new ScimClient({ baseUrl, token: 't', mediaType: 'application/scim+json' });
  await client.send('ask', 'GET', '/Users', expected);
  return client.exchanges[0]?.failure;
}

const ok: Expectation = { status: [200] };
const list = { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] };

describe('a player', () => {
  test('is content with an answer that will do', async () => {
    expect(await failureOf({ json: list }, { ...ok, check: isEmptyList })).toBeUndefined();
    expect(await failureOf({ status: 201, json: { id: '1' } }, created)).toBeUndefined();
  });

  test.each<[string, Parameters<typeof failureOf>[0], Expectation, RegExp]>([
    ['another status', { status: 404, json: { detail: 'nobody' } }, ok, /answered 404 where 200 is needed: nobody/],
    ['another media type', { type: 'text/html' }, ok, /the answer is text\/html/],
    ['a body that is no JSON', { text: '<html>' }, ok, /JSON/],
    ['a create without id', { status: 201 }, created, /no id/],
    ['a create that shows the password', { status: 201, json: { id: '1', password: 'x' } }, created, /password/],
    ['numbers as text', { json: { ...list, totalResults: '0' } }, { ...ok, check: isList }, /no ListResponse/],
    ['a list without Resources', { json: { totalResults: 0 } }, { ...ok, check: isList }, /no ListResponse/],
    ['somebody where nobody is', { json: { ...list, totalResults: 1 } }, { ...ok, check: isEmptyList }, /1 are found/],
    ['a user who is still active', { json: { active: true } }, { ...ok, check: isActive(false) }, /active is true/],
    ['what it needs and is not there', {}, { ...ok, check: supports('patch') }, /patch is not supported/],
  ])('finds fault with %s', async (_, given, expected, failure) => {
    expect(await failureOf(given, expected)).toMatch(failure);
  });

  test('sends the parameter of its base URL with each request', async () => {
    const targets: (string | undefined)[] = [];
    const note = ({ url }: { url?: string }) => targets.push(url);
    server.on('request', note);
    answer = { status: 200, type: 'application/scim+json', body: '{}' };
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new ScimClient({ baseUrl, token: 't', parameter: 'aadOptscim062020' });
    for (const path of ['/Users', '/Users?count=1']) await client.send('ask', 'GET', path, ok);
    server.off('request', note);
    expect(targets).toEqual(['/Users?aadOptscim062020', '/Users?count=1&aadOptscim062020']);
    expect(client.exchanges.map(({ path }) => path)).toEqual(targets);
  });
});
