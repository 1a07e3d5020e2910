import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { examineConsole } from '#lib/cli/doctor/console.ts';
import { type LoopbackServer, openLoopback } from '#lib/local/loopback-server.ts';
import { findingsOf, notPermitted, target } from './findings.ts';

const configuration = '/pool/.well-known/openid-configuration';
let server: LoopbackServer;
let pages: Record<string, string>;

beforeAll(async () => {
  server = await openLoopback();
  server.serve((request: IncomingMessage, response: ServerResponse) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(403).end('Access Denied');
    else response.writeHead(200).end(page);
  });
});
afterAll(() => server.stop());
beforeEach(() => {
  pages = {
    '/console/': '<!doctype html><title>Rollcall</title>',
    '/console/config.json': JSON.stringify({ issuer: `${server.origin}/pool` }),
    [configuration]: JSON.stringify({ issuer: `${server.origin}/pool` }),
  };
});

const inAws = (outputsOf: () => Promise<Record<string, string> | undefined>) =>
  findingsOf((onFinding) => examineConsole({ ...target, deployed: { stage: 'prod', outputsOf } }, onFinding));
const examined = () => inAws(async () => ({ ConsoleUrl: `${server.origin}/console/` }));

describe('the console of a stage', () => {
  test('is well when its page is there and its issuer says who it is', async () => {
    expect(await examined()).toEqual([
      { check: 'console', ok: true, detail: `${server.origin}/console/` },
      { check: 'sign-in', ok: true, detail: `${server.origin}/pool` },
    ]);
  });

  test.each([
    ['a stage without a distribution', undefined],
    ['a stage with a firewall only', { Origin: 'https://scim.example.com' }],
  ])('is not spoken of where there is none: %s', async (_, outputs) => {
    expect(await inAws(async () => outputs)).toEqual([]);
  });

  test('nor on a local stack from before it', async () => {
    expect(await findingsOf((onFinding) => examineConsole({ ...target, kind: 'local' }, onFinding))).toEqual([]);
  });

  test.each([
    ['files that are gone', '/console/', undefined, 'console', /\/console\/ answers with 403/],
    ['another page', '/console/', '<title>Welcome</title>', 'console', /another page/],
    ['no configuration', '/console/config.json', undefined, 'sign-in', /config\.json answers with 403/],
    ['a page as configuration', '/console/config.json', '<html>', 'sign-in', /config\.json answers with no JSON/],
    ['no issuer', '/console/config.json', '{}', 'sign-in', /names no issuer/],
    ['an issuer that is gone', configuration, undefined, 'sign-in', /openid-configuration answers with 403/],
    ['another issuer', configuration, '{"issuer":"https://other"}', 'sign-in', /the issuer https:\/\/other/],
  ])('names %s', async (_, path, page, check, detail) => {
    if (page === undefined) delete pages[path];
    else pages[path] = page;
    const findings = await examined();
    expect(findings.at(-1)).toEqual({
      check,
      ok: false,
      detail: expect.stringMatching(detail),
      remedy: 'Deploy it again: npm run deploy -- --stage prod.',
    });
    expect(findings.filter(({ ok }) => !ok)).toHaveLength(1);
  });

  test('names a domain at which nobody is', async () => {
    const [finding] = await inAws(async () => ({ ConsoleUrl: 'http://127.0.0.1:9/console/' }));
    expect(finding).toMatchObject({
      check: 'console',
      ok: false,
      detail: expect.stringMatching(/^Nobody answers at http:\/\/127\.0\.0\.1:9\/console\//),
      remedy: expect.stringMatching(/domain/),
    });
  });

  test('is not checked where its stack may not be read', async () => {
    const denied = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    };
    expect(await inAws(denied)).toEqual([{ check: 'console', ...notPermitted('cloudformation:DescribeStacks') }]);
  });
});
