import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Recorder } from '#lib/local/recorder/recorder.ts';

let folder: string;
let file: string;
let recorder: Recorder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-record-'));
  file = join(folder, 'live.json');
  recorder = new Recorder(file);
});

afterEach(() => {
  recorder.close();
  rmSync(folder, { recursive: true });
});

const ada = '0b6f5d5e-7e5a-4c0e-9f0c-1a2b3c4d5e6f';
const eng = '1c7f6e6f-8f6b-4d1f-8a1d-2b3c4d5e6f70';

interface Given {
  readonly body?: object;
  readonly answer?: object;
  readonly status?: number;
  readonly headers?: readonly string[];
}

function record(method: string, target: string, { body, answer, status = 200, headers = [] }: Given = {}): void {
  recorder.record({
    method,
    target: `/provisioning/okta/v2${target}`,
    rawHeaders: headers,
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    status,
    answer: Buffer.from(answer === undefined ? '' : JSON.stringify(answer)),
  });
}

const written = () => JSON.parse(readFileSync(file, 'utf8')) as readonly Record<string, unknown>[];
const createAda = () =>
  record('POST', '/Users', { body: { userName: 'ada@corp.com' }, answer: { id: ada }, status: 201 });

describe('a recording', () => {
  test('is whole JSON before the first request and after each', () => {
    expect(written()).toEqual([]);
    createAda();
    expect(written()).toHaveLength(1);
    record('GET', `/Users/${ada}`);
    expect(written()).toHaveLength(2);
  });

  test('can be read by its owner only, and does not take the place of another', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => new Recorder(file)).toThrow(/EEXIST/);
  });

  test('holds what a record of a provider holds', () => {
    createAda();
    expect(written()[0]).toEqual({
      name: 'POST /Users',
      method: 'POST',
      path: '/Users',
      query: {},
      headers: {},
      body: { userName: '{email}' },
      expectStatus: [201],
      expect: expect.any(String),
      binds: { '/id': 'userId' },
      evidence: 'captured',
      source: expect.stringMatching(/^npm start -- --record, \d{4}-\d\d-\d\d$/),
    });
  });

  test('gives the same value the same placeholder wherever it is', () => {
    createAda();
    record('GET', '/Users?filter=userName+eq+%22ada%40corp.com%22&count=2&aadOptscim062020');
    record('PATCH', `/Groups/${eng}`, {
      body: {
        Operations: [
          { op: 'Add', path: 'members', value: [{ value: ada, $ref: `https://scim.corp.com/v2/Users/${ada}` }] },
          { op: 'remove', path: `members[value eq "${ada}"]` },
        ],
      },
    });
    record('GET', `/Users/${ada}`);
    const [, lookup, patch, read] = written();
    expect(lookup).toMatchObject({
      query: { filter: 'userName eq "{email}"', count: '2', aadOptscim062020: '' },
      rawQuery: 'filter=userName+eq+%22{email}%22&count=2&aadOptscim062020',
    });
    expect(patch).toMatchObject({
      path: '/Groups/{groupId}',
      body: {
        Operations: [
          { op: 'Add', path: 'members', value: [{ value: '{userId}', $ref: 'https://example.com/v2/Users/{userId}' }] },
          { op: 'remove', path: 'members[value eq "{userId}"]' },
        ],
      },
    });
    expect(read?.path).toBe('/Users/{userId}');
  });

  test('keeps what is the protocol’s own', () => {
    const kept = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      active: 'False',
      emails: [{ type: 'work', primary: true, value: null }],
      locale: 'en-US',
      roles: [],
      meta: { resourceType: 'User' },
    };
    record('POST', '/Users?excludedAttributes=members', { body: kept });
    expect(written()[0]).toMatchObject({ body: kept, query: { excludedAttributes: 'members' } });
  });

  test('keeps the form of a filter: letter case, quotes and value paths', () => {
    const filter = 'emails[type eq "work"].value EQ "ada@corp.com" and username eq ada and active eq "True"';
    record('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(written()[0]?.query).toEqual({
      filter: 'emails[type eq "work"].value EQ "{email}" and username eq {username} and active eq "True"',
    });
  });

  test.each([
    ['userName = "ada@corp.com"', 'userName = {text}'],
    ['userName eq ada@corp.com', 'userName eq {email}'],
    ['employeeNumber eq 4711', 'employeeNumber eq {employeeNumber}'],
    ['ada@corp.com', '{text}'],
    ['userName eq "a\\q"', 'userName eq "{userName}"'],
    ['userName eq "ada', 'userName eq {text}'],
    ['active eq true and title pr', 'active eq true and title pr'],
  ])('masks the filter %s as %s', (filter, masked) => {
    record('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    record('POST', '/Users/.search', { body: { filter } });
    expect(written()).toMatchObject([{ query: { filter: masked } }, { body: { filter: masked } }]);
  });

  test('holds no token, password or personal value, whatever the attribute', () => {
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const secrets = [
      'Lovelace',
      'ada@corp.com',
      'rc_default_secret',
      'hunter2',
      '+1-202',
      'Byron',
      '4711',
      'Ockham',
      '99',
    ];
    record('POST', '/Users', {
      headers: ['Authorization', 'Bearer rc_default_secret', 'X-Api-Key', 'rc_default_secret', 'User-Agent', 'Okta 1'],
      body: {
        userName: 'ada@corp.com',
        password: 'hunter2',
        name: { familyName: 'Lovelace', formatted: 'Ada Lovelace' },
        phoneNumbers: [{ value: 'tel:+1-202' }],
        addresses: [{ formatted: 'Ockham Park' }],
        [enterprise]: { employeeNumber: '4711', manager: 'Byron' },
        'urn:corp:custom': { salary: 99, notes: ['Lovelace was here'] },
      },
    });
    record('PATCH', `/Users/${ada}`, {
      body: {
        Operations: [
          { op: 'replace', value: { password: 'hunter2', 'name.familyName': 'Lovelace' } },
          { op: 'replace', path: 'addresses[formatted eq "Ockham Park"].locality', value: 'Ockham' },
          { op: 'replace', path: `${enterprise}:employeeNumber`, value: '4711' },
        ],
      },
    });
    record('GET', '/Users?filter=name.familyName+eq+%22Lovelace%22&secret=hunter2');
    const text = readFileSync(file, 'utf8');
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(written()[0]?.headers).toEqual({ Authorization: 'Bearer {token}', 'User-Agent': 'Okta 1' });
    expect(written()[1]?.body).toMatchObject({ Operations: [{ value: { password: '{password}' } }, {}, {}] });
  });

  test('leaves out what is below no base URL', () => {
    recorder.record({
      method: 'GET',
      target: '/favicon.ico',
      rawHeaders: [],
      body: Buffer.of(),
      status: 404,
      answer: Buffer.of(),
    });
    expect(written()).toEqual([]);
  });
});
