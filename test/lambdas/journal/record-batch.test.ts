import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { JournalSeal } from '#endpoint/journal-seal.ts';
import type { JournalRecord } from '#http/journal-facts.ts';
import type { KeptLogEntry } from '#storage/provisioning-log.ts';
import type { StoredTenant } from '#storage/tenancy-store.ts';
import { messagesOf } from '../../../lambdas/journal/log-batch.ts';
import { type RecordOptions, recordBatch } from '../../../lambdas/journal/record-batch.ts';

const at = '2026-03-01T00:00:00.000Z';
const id = '2819c223-7f76-453a-919d-413861904646';
const seal = new JournalSeal();
seal.useSecret('a secret of the deployment');

const acme: StoredTenant = {
  id: 'acme',
  displayName: 'Acme',
  status: 'active',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  modifiedAt: at,
};
let tenants: Record<string, StoredTenant>;
let written: KeptLogEntry[];
let documents: Record<string, object>;

beforeEach(() => {
  tenants = { acme };
  written = [];
  documents = {};
});

const options: RecordOptions = {
  open: (tenant, sealed) => seal.open(tenant, sealed),
  tenantOf: async (tenant) => tenants[tenant],
  documentsOf: async (resources) => resources.map((each) => documents[each.id]),
  add: async (entries) => {
    written.push(...entries);
  },
  now: () => Date.parse(at),
};

interface Told extends Partial<JournalRecord> {
  readonly route?: string;
  readonly tenant?: string;
  readonly line?: object;
}

/** A line as a function writes it, after what a runtime may put before it. */
function message({ route = 'POST /Users', tenant = 'acme', line = {}, ...record }: Told): string {
  const [method = '', path = ''] = route.split(' ');
  const text = JSON.stringify({
    type: 'request',
    requestId: 'r-1',
    tenant,
    tokenId: 't1',
    provider: 'okta',
    method,
    route: `${method} /provisioning/{provider}/v2${path}`,
    status: 200,
    ms: 12.5,
    ...line,
    journal: seal.seal(tenant, JSON.stringify({ at, ...record })),
  });
  return `${at}\tr-1\tINFO\t${text}\n`;
}

async function entryOf(told: Told) {
  expect(await recordBatch([message(told)], options)).toBe(1);
  const [kept] = written;
  if (kept === undefined) throw new Error('Nothing was written.');
  return kept;
}

describe('a line of a request', () => {
  test('becomes an entry with what was done to whom, by what, and what came of it', async () => {
    const { entry } = await entryOf({ line: { status: 201 }, id, name: 'ada' });
    expect(entry).toEqual({
      id: '1772323200000-r-1',
      tenant: 'acme',
      at,
      provider: 'okta',
      token: 't1',
      method: 'POST',
      endpoint: '/Users',
      act: 'Create user',
      resource: { type: 'User', id, name: 'ada' },
      outcome: 'succeeded',
      status: 201,
      requestId: 'r-1',
      ms: 12.5,
    });
  });

  test.each([
    ['POST /Users', 'Create user'],
    ['PUT /Users/{id}', 'Replace user'],
    ['PATCH /Groups/{id}', 'Update group'],
    ['DELETE /Users/{id}', 'Delete user'],
    ['GET /Users/{id}', 'Read user'],
    ['GET /Me', 'Read user'],
    ['GET /Groups', 'Find groups'],
    ['POST /Users/.search', 'Find users'],
    ['POST /.search', 'Find resources'],
    ['GET /', 'Find resources'],
    ['GET /Schemas', 'Read description'],
    ['POST /Bulk', 'Bulk request'],
  ])('%s is called %s', async (route, act) => {
    expect((await entryOf({ route })).entry.act).toBe(act);
  });

  test.each([
    [
      { status: 409, scimType: 'uniqueness' },
      'Another resource already has the value "ada" of "userName", which must be unique.',
      'Another user has this userName already',
    ],
    [
      { status: 400, scimType: 'invalidValue' },
      'userName is required and must not be empty.',
      'The value of userName is missing',
    ],
    [{ status: 404 }, `There is no User with the id "${id}".`, 'There is no such user'],
    [
      { status: 403 },
      'Provisioning of this tenant is suspended; its administrator can have it resumed.',
      'the tenant is suspended',
    ],
    [{ status: 418 }, 'tea', 'The request was not accepted'],
    [{ status: 502 }, 'x', 'An internal error'],
  ])('of %j is explained in words', async (line, detail, words) => {
    const { entry, isIndexed } = await entryOf({ line, detail, name: 'ada' });
    expect(entry).toMatchObject({ outcome: 'failed', reason: expect.stringContaining(words), detail });
    expect(isIndexed).toBe(true);
  });

  test('that left something out says so', async () => {
    const notes = { skippedMemberCount: 3, ignored: ['shoeSize'] };
    const { entry } = await entryOf({ route: 'PATCH /Groups/{id}', notes });
    expect(entry.outcome).toBe('succeeded');
    expect(entry.reason).toMatch(/^3 of the members.*shoeSize\.$/);
  });

  test('that only asks is found by time alone', async () => {
    const { entry, isIndexed } = await entryOf({ route: 'GET /Users', name: 'ada', found: 0 });
    expect([entry.found, isIndexed]).toEqual([0, false]);
  });

  test('about a resource whose name it does not say gets that of the directory', async () => {
    documents[id] = { userName: 'ada', displayName: 'Ada Lovelace' };
    const { entry } = await entryOf({ route: 'PATCH /Users/{id}', line: { status: 400 }, id, detail: 'x' });
    expect(entry.resource).toEqual({ type: 'User', id, name: 'ada' });
  });

  test('of a bulk request comes with one for each operation', async () => {
    const operations = [
      { method: 'POST', endpoint: '/Users', status: 201, id, name: 'ada' },
      { method: 'DELETE', endpoint: '/Users/{id}', status: 404, detail: 'gone' },
    ];
    const notes = { operations: 2, failed: 1 };
    const lines = [message({ route: 'POST /Bulk', notes }), message({ route: 'POST /Bulk', operations, first: 100 })];
    expect(await recordBatch(lines, options)).toBe(3);
    expect(written.map(({ entry }) => [entry.id, entry.act, entry.outcome, entry.reason])).toEqual([
      ['1772323200000-r-1', 'Bulk request', 'succeeded', '1 of 2 operations failed; each has an entry of its own.'],
      ['1772323200000-r-1-0100', 'Create user', 'succeeded', undefined],
      ['1772323200000-r-1-0101', 'Delete user', 'failed', expect.stringContaining('no such user')],
    ]);
  });
});

describe('requests beyond the rate limit', () => {
  const limited = (time: string, over: Told = {}) => {
    const { line, ...told } = over;
    return message({
      at: time,
      route: 'POST /Users',
      detail: 'slowly',
      ...told,
      line: { status: 429, kind: 'limited', ...line },
    });
  };

  test('are one entry for each minute and token, whatever they wanted', async () => {
    await recordBatch(
      [limited('2026-03-01T00:00:01.000Z'), limited('2026-03-01T00:00:59.999Z', { id, name: 'ada' })],
      options,
    );
    await recordBatch(
      [limited('2026-03-01T00:00:30.000Z', { route: 'GET /Groups', line: { requestId: 'r-2' } })],
      options,
    );
    expect(new Set(written.map(({ entry }) => entry.id))).toEqual(new Set(['1772323200000-limited-t1']));
    expect(written[0]).toMatchObject({
      isIndexed: true,
      entry: { at, provider: 'okta', act: 'Too many requests', outcome: 'failed', status: 429 },
    });
    for (const { entry } of written) expect(entry).not.toHaveProperty('resource');
    written = [];
    await recordBatch(
      [limited('2026-03-01T00:01:00.000Z'), limited('2026-03-01T00:00:00.000Z', { line: { tokenId: 't2' } })],
      options,
    );
    expect(written.map(({ entry }) => entry.id)).toEqual(['1772323260000-limited-t1', '1772323200000-limited-t2']);
  });

  test('are not those that the table refused: each of them has an entry of its own', async () => {
    const { entry } = await entryOf({ line: { status: 429, kind: '429' }, id, detail: 'x' });
    expect(entry).toMatchObject({ act: 'Create user', status: 429, resource: { id } });
  });
});

describe('an entry', () => {
  test.each([
    [undefined, 30],
    [7, 7],
  ])('is kept for the days its tenant decided: %s', async (logRetentionDays, days) => {
    tenants.acme = { ...acme, settings: logRetentionDays === undefined ? {} : { logRetentionDays } };
    expect((await entryOf({})).expires).toBe(Date.parse(at) / 1_000 + days * 86_400);
  });

  test.each<[string, Partial<StoredTenant> | undefined]>([
    ['that there is not', undefined],
    ['that is being deleted', { status: 'deleting' }],
    ['that was made later, with the id of one that is gone', { createdAt: '2026-03-01T00:00:00.001Z' }],
    ['that wants none', { settings: { logRetentionDays: 0 } }],
  ])('of a tenant %s is not written', async (_, over) => {
    if (over === undefined) delete tenants.acme;
    else tenants.acme = { ...acme, ...over };
    expect(await recordBatch([message({})], options)).toBe(0);
    expect(written).toEqual([]);
  });
});

describe('a line that is no entry', () => {
  test.each([
    ['of another kind', `${at}\tr-1\tERROR\t{"type":"error","requestId":"r-1"}`],
    ['that is no JSON', 'START RequestId: r-1 {"journal": '],
    ['whose seal is of another tenant', message({ tenant: 'globex' }).replace('"globex"', '"acme"')],
    ['whose seal is broken', message({}).replace(/"journal":"1/, '"journal":"1A')],
  ])('%s is passed over', async (_, line) => {
    expect(await recordBatch([line, message({})], options)).toBe(1);
  });
});

describe('a delivery', () => {
  const deliver = (messageType: string) => {
    const batch = {
      messageType,
      logEvents: [
        { id: '1', timestamp: 1, message: 'a' },
        { id: '2', timestamp: 1, message: 'b' },
      ],
    };
    return messagesOf({ awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } });
  };

  test('has the messages of its events', () => expect(deliver('DATA_MESSAGE')).toEqual(['a', 'b']));
  test('that only tries the way has none', () => expect(deliver('CONTROL_MESSAGE')).toEqual([]));
});
