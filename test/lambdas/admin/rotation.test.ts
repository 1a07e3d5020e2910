import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, open, tenantSecret, tokensOf } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

type Issued = Awaited<ReturnType<typeof issue>>;

const rotation = (path: string, id: string, method: string, rest = '', body?: object) =>
  api.call(method, `${path}/tokens/${id}/rotation${rest}`, body === undefined ? {} : { body });
const complete = (path: string, id: string) => rotation(path, id, 'POST', '/complete');
const cancel = (path: string, id: string) => rotation(path, id, 'DELETE');
const revoke = (path: string, id: string) => api.call('DELETE', `${path}/tokens/${id}`);
const opens = async (...tokens: { secret: string }[]) =>
  Promise.all(tokens.map(async ({ secret }) => (await open(api, secret, start)) !== undefined));

async function begin(path: string, id: string, body?: object): Promise<Issued> {
  const { status, json } = await rotation(path, id, 'POST', '', body);
  return { status, detail: json.detail, secret: json.secret as string, token: json.token as Issued['token'] };
}

async function underWay(body?: { label: string; expiresAt?: string }) {
  const { tenant, path } = await newConnection(api);
  const old = await issue(api, path, body);
  const young = await begin(path, old.token.id);
  return { tenant, path, old, young, id: old.token.id };
}

describe('a rotation that two administrators end at once', () => {
  test('leaves the old token to who cancels first', async () => {
    const { path, old, young, id } = await underWay();
    let other: Awaited<ReturnType<typeof complete>> | undefined;
    api.before('credentials.revoke', async () => {
      other = await complete(path, id);
    });
    expect((await cancel(path, id)).status).toBe(200);
    expect([other?.status, other?.json.detail]).toEqual([409, expect.stringContaining('cancelled already')]);
    expect(await opens(old, young)).toEqual([true, false]);
  });

  test('leaves the new token to who completes first', async () => {
    const { path, old, young, id } = await underWay();
    let other: Awaited<ReturnType<typeof cancel>> | undefined;
    api.before('credentials.revoke', async () => {
      other = await cancel(path, id);
    });
    expect((await complete(path, id)).status).toBe(200);
    expect([other?.status, other?.json.detail]).toEqual([409, expect.stringContaining('completed already')]);
    expect(await opens(old, young)).toEqual([false, true]);
    expect((await cancel(path, id)).status).toBe(409);
    expect(await opens(old, young)).toEqual([false, true]);
  });

  test('leaves one token, whoever is first', async () => {
    const { path, old, young, id } = await underWay();
    const answers = await Promise.all([complete(path, id), cancel(path, id)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await opens(old, young)).filter(Boolean)).toHaveLength(1);
  });

  test.each([
    ['completing', complete, [false, true]],
    ['cancelling', cancel, [true, false]],
  ] as const)('can be ended as before when %s it stopped half way', async (_, end, left) => {
    for (const stop of ['credentials.revoke', 'store.replaceToken'] as const) {
      const { path, old, young, id } = await underWay();
      const fail = async () => {
        throw new Error('The function dies.');
      };
      // Its own note of what was decided comes first.
      if (stop === 'store.replaceToken') api.before('credentials.revoke', async () => api.before(stop, fail));
      else api.before(stop, fail);
      expect((await end(path, id)).status).toBe(500);
      expect((await end(path, id)).status).toBe(200);
      expect(await opens(old, young)).toEqual(left);
    }
  });

  test('is cancelled to its end when the new token is revoked already', async () => {
    const { path, old, young, id } = await underWay();
    const fail = async () => {
      throw new Error('The function dies.');
    };
    const atUnlinking = async () => api.before('store.replaceToken', fail);
    api.before('credentials.revoke', async () => api.before('store.replaceToken', atUnlinking));
    expect((await cancel(path, id)).status).toBe(500);
    expect((await complete(path, id)).status).toBe(409);
    expect((await cancel(path, id)).status).toBe(200);
    expect((await cancel(path, id)).status).toBe(409);
    expect(await opens(old, young)).toEqual([true, false]);
  });

  test('is not cancelled when the old token was revoked', async () => {
    const { path, old, young, id } = await underWay();
    await revoke(path, id);
    expect((await cancel(path, id)).status).toBe(409);
    expect(await opens(old, young)).toEqual([false, true]);
  });
});

describe('a rotation that is started twice at once', () => {
  test('issues one successor', async () => {
    const { tenant, path } = await newConnection(api);
    const { token } = await issue(api, path);
    let other: Issued | undefined;
    api.before('credentials.admit', async () => {
      other = await begin(path, token.id);
    });
    const late = await begin(path, token.id);
    expect([other?.status, late.status]).toEqual([201, 409]);
    const shown = await tokensOf(api, path);
    expect(shown.map(({ id }) => id).toSorted()).toEqual([token.id, other?.token.id ?? ''].toSorted());
    expect(shown.find(({ id }) => id === token.id)).toMatchObject({ replacedBy: other?.token.id });
    const working = Object.values(tenantSecret(api, tenant).tokens).filter(({ revoked }) => revoked === undefined);
    expect(working).toHaveLength(2);
  });

  test('is not hindered by one that failed', async () => {
    const { path } = await newConnection(api);
    const { token } = await issue(api, path);
    api.before('store.createToken', async () => {
      throw new Error('The function dies.');
    });
    expect((await begin(path, token.id)).status).toBe(500);
    expect((await begin(path, token.id)).status).toBe(201);
  });
});

describe('a token whose successor', () => {
  const soon = '2026-03-20T00:00:00.000Z';

  test('was revoked by its id is as if it had none', async () => {
    const { path, young, id } = await underWay({ label: 'main', expiresAt: soon });
    const shown = async () => (await tokensOf(api, path)).find((each) => each.id === id);
    expect(await shown()).toMatchObject({ replacedBy: young.token.id });
    expect(await shown()).not.toHaveProperty('expiresSoon');
    await revoke(path, young.token.id);
    for (const one of [await shown(), (await api.call('GET', `${path}/tokens/${id}`)).json]) {
      expect(one).toMatchObject({ expiresSoon: true });
      expect(one).not.toHaveProperty('replacedBy');
    }
    for (const end of [complete, cancel]) expect((await end(path, id)).status).toBe(409);
    const { Items = [] } = await api.table.client.send(new ScanCommand({ TableName: api.table.tableName }));
    expect(JSON.stringify(Items)).not.toContain(`replacedBy\\":\\"${young.token.id}`);
    expect((await begin(path, id)).status).toBe(201);
  });

  test('has expired is as if it had none', async () => {
    const { path } = await newConnection(api);
    const { token } = await issue(api, path, { label: 'main', expiresAt: soon });
    await begin(path, token.id, { expiresAt: '2026-03-02T00:00:00.000Z' });
    api.setNow('2026-03-02T00:00:00.000Z');
    const shown = (await tokensOf(api, path)).find(({ id }) => id === token.id);
    expect(shown).toMatchObject({ expiresSoon: true });
    expect(shown).not.toHaveProperty('replacedBy');
    expect((await begin(path, token.id)).status).toBe(201);
    api.setNow(start);
  });
});

describe('the token that takes over', () => {
  test('lasts as long as the old one was to last, or as is wished', async () => {
    const { path } = await newConnection(api);
    const { token } = await issue(api, path, { label: 'main', expiresAt: '2026-03-31T00:00:00.000Z' });
    api.setNow('2026-03-11T00:00:00.000Z');
    const young = await begin(path, token.id);
    expect(young.token.expiresAt).toBe('2026-04-10T00:00:00.000Z');
    expect(await open(api, young.secret, '2026-04-09T23:59:59.999Z')).toBeDefined();
    expect(await open(api, young.secret, '2026-04-10T00:00:00.000Z')).toBeUndefined();
    await cancel(path, token.id);
    const wished = await begin(path, token.id, { expiresAt: '2026-12-01T00:00:00.000Z' });
    expect(wished.token.expiresAt).toBe('2026-12-01T00:00:00.000Z');
    api.setNow(start);
  });

  test('does not end when the old one does not', async () => {
    expect((await underWay()).young.token).not.toHaveProperty('expiresAt');
  });

  test('is the same for the same Idempotency-Key some time later', async () => {
    const { path } = await newConnection(api);
    const { token } = await issue(api, path, { label: 'main', expiresAt: '2026-03-31T00:00:00.000Z' });
    const target = `${path}/tokens/${token.id}/rotation`;
    const first = await api.call('POST', target, { key: 'k' });
    api.setNow('2026-03-01T00:01:00.000Z');
    const again = await api.call('POST', target, { key: 'k' });
    api.setNow(start);
    expect([again.status, again.json.token]).toEqual([200, first.json.token]);
  });
});

describe('rotation', () => {
  const rotate = (path: string, id: string, method = 'POST', rest = '') =>
    api.call(method, `${path}/tokens/${id}/rotation${rest}`);

  test('lets two tokens work until it is completed', async () => {
    const { path } = await newConnection(api);
    const old = await issue(api, path, { label: 'main', scopes: ['scim:read'] });
    const started = await rotate(path, old.token.id);
    const young = started.json.token as Json & { readonly id: string };
    expect(young).toMatchObject({ label: 'main', scopes: ['scim:read'], replaces: old.token.id });
    const [oldSecret, newSecret] = [old.secret, started.json.secret as string];
    for (const secret of [oldSecret, newSecret]) expect(await open(api, secret, start)).toBeDefined();
    expect((await rotate(path, old.token.id)).status).toBe(409);
    const completed = await rotate(path, old.token.id, 'POST', '/complete');
    expect(completed.json).toMatchObject({ status: 'revoked', replacedBy: young.id });
    expect([await open(api, oldSecret, start), await open(api, newSecret, start)]).toEqual([
      undefined,
      expect.anything(),
    ]);
  });

  test('that is cancelled leaves the old token as it was, to be rotated again', async () => {
    const { path } = await newConnection(api);
    const old = await issue(api, path);
    const young = await rotate(path, old.token.id);
    const cancelled = await rotate(path, old.token.id, 'DELETE');
    expect(cancelled.json).toEqual(old.token);
    expect(await open(api, old.secret, start)).toBeDefined();
    expect(await open(api, young.json.secret as string, start)).toBeUndefined();
    expect((await rotate(path, old.token.id, 'DELETE')).status).toBe(409);
    expect((await rotate(path, old.token.id)).status).toBe(201);
  });

  test('is not started twice for one Idempotency-Key', async () => {
    const { path } = await newConnection(api);
    const old = await issue(api, path);
    const target = `${path}/tokens/${old.token.id}/rotation`;
    const first = await api.call('POST', target, { key: 'k' });
    const again = await api.call('POST', target, { key: 'k' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect((again.json.token as Json).id).toBe((first.json.token as Json).id);
    expect((await api.call('POST', target, { key: 'another' })).status).toBe(409);
  });

  test('of a token that does not work is refused', async () => {
    const { path } = await newConnection(api);
    const { token } = await issue(api, path);
    await api.call('DELETE', `${path}/tokens/${token.id}`);
    for (const [method, rest] of [
      ['POST', ''],
      ['POST', '/complete'],
      ['DELETE', ''],
    ] as const) {
      expect((await rotate(path, token.id, method, rest)).status).toBe(409);
    }
  });
});
