import { afterEach, describe, expect, test } from '@jest/globals';
import { namespace } from '#http/metrics.ts';
import { type PipelineOptions, scimPipeline } from '#http/pipeline.ts';
import type { LogLevel } from '#http/request-log.ts';
import { noContent, ok } from '#http/scim-response.ts';
import { uniqueness } from '#scim/errors.ts';
import { type EventTraits, gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

type Line = Readonly<Record<string, unknown>>;
interface Embedded {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
  }[];
}

const notes = { trips: 2, rcu: 1.5, wcu: 4, plan: 'get', ignored: ['shoeSize'], skippedMemberCount: 3 };
const options: PipelineOptions = {
  findProvider: (name) => (name === 'okta' ? name : undefined),
  authenticate: async (authorization) =>
    authorization === 'Bearer good' ? { tenant: 'acme', tokenId: 't1' } : undefined,
  routes: {
    'GET /Users/{id}': async ({ note }) => {
      note(notes);
      return ok({ resource: { id: '1' }, location: 'https://x/Users/1', version: 'W/"1"' });
    },
    'PUT /Users/{id}': async ({ note }) => {
      note(notes);
      throw uniqueness('userName', 'ada@example.com');
    },
    'DELETE /Users/{id}': async () => noContent(),
  },
  stage: 'prod',
};

/** The lines of requests to one execution environment. */
async function linesOf(requests: readonly Partial<EventTraits>[], changed: Partial<PipelineOptions> = {}) {
  const lines: Line[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Line);
  const handler = scimPipeline({ ...options, ...changed, write });
  for (const request of requests) {
    const headers = { authorization: 'Bearer good', ...request.headers };
    const traits = { route: 'GET /Users/{id}', provider: 'okta', parameters: { id: '1' }, ...request, headers };
    await handler(gatewayEvent(traits), lambdaContext());
  }
  return lines;
}

/** `name [dimensions]` of each metric that CloudWatch makes of a line. */
const metricsOf = (line: Line | undefined) =>
  ((line?._aws ?? { CloudWatchMetrics: [] }) as Embedded).CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) => Dimensions.map((names) => `${Name} [${names.join(', ')}]`)),
  );

const requestMetrics = ['ms [stage]', 'ms [stage, route]', 'ms [stage, provider]'];
const cost = ['trips [stage]', 'rcu [stage]', 'wcu [stage]'];

afterEach(() => {
  delete process.env._X_AMZN_TRACE_ID;
});

describe('request log', () => {
  test('says who asked what, what came of it and what it cost, and how to find the request elsewhere', async () => {
    process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const [line] = await linesOf([{}]);
    expect(line).toMatchObject({
      type: 'request',
      requestId: 'lambda-1',
      apiRequestId: 'request-1',
      trace: '1-5759e988-bd862e3fe1be46a994272793',
      version: '$LATEST',
      stage: 'prod',
      tenant: 'acme',
      tokenId: 't1',
      provider: 'okta',
      method: 'GET',
      route: 'GET /provisioning/{provider}/v2/Users/{id}',
      status: 200,
      ms: expect.any(Number),
      coldStart: true,
      ...notes,
    });
  });

  test('measures each request once for the stage, its route and its provider, and a cold start once', async () => {
    const [first, second] = await linesOf([{}, {}]);
    const skipped = 'skippedMemberCount [stage]';
    expect(metricsOf(first).sort()).toEqual([...requestMetrics, ...cost, 'coldStarts [stage]', skipped].sort());
    expect(metricsOf(second).sort()).toEqual([...requestMetrics, ...cost, skipped].sort());
  });

  test.each<[string, Partial<EventTraits>, number, Partial<PipelineOptions>?]>([
    ['uniqueness', { route: 'PUT /Users/{id}', body: {} }, 409],
    ['401', { headers: { authorization: 'Bearer bad' } }, 401],
    ['404', { route: 'GET /Nothing' }, 404],
    ['limited', {}, 429, { admit: () => 1 }],
    ['secrets', {}, 503, { authenticate: async () => Promise.reject(new Error('AccessDenied')) }],
  ])('counts an error as %s', async (kind, request, status, changed = {}) => {
    const line = (await linesOf([request], changed)).at(-1);
    expect(line).toMatchObject({ status, kind, errors: 1 });
    expect(metricsOf(line)).toEqual(
      expect.arrayContaining(['errors [stage]', 'errors [stage, kind]', 'errors [stage, provider]']),
    );
  });

  test('writes metrics that CloudWatch takes: numbers with a unit, dimensions that are texts of the line', async () => {
    for (const line of await linesOf([{}, { route: 'PUT /Users/{id}', body: {} }, { provider: 'nobody' }])) {
      const { Timestamp, CloudWatchMetrics } = line._aws as Embedded;
      expect(Math.abs(Timestamp - Date.now())).toBeLessThan(600_000);
      expect(CloudWatchMetrics.length).toBeGreaterThan(0);
      for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
        expect(Namespace).toBe(namespace);
        for (const name of Dimensions.flat()) expect(line[name]).toEqual(expect.any(String));
        for (const { Name, Unit } of Metrics) {
          expect(line[Name]).toEqual(expect.any(Number));
          expect(['Count', 'Milliseconds']).toContain(Unit);
        }
        // A dimension is paid for by its values: there must be few of them, and no tenant's.
        const few = ['stage', 'route', 'provider', 'kind', 'function', 'version'];
        expect(Dimensions.flat().filter((name) => !few.includes(name))).toEqual([]);
      }
    }
  });

  test('counts answers of 500 and more for the version that gave them, and others for no version', async () => {
    const authenticate = async () => Promise.reject(new Error('AccessDenied'));
    const failed = (await linesOf([{}], { authenticate })).at(-1);
    expect(failed).toMatchObject({ status: 503, faults: 1, function: 'test', version: '$LATEST' });
    const faults = 'faults [stage, function, version]';
    expect(metricsOf(failed)).toContain(faults);
    for (const line of await linesOf([{}, { headers: { authorization: 'Bearer bad' } }])) {
      expect(line).not.toHaveProperty('faults');
      expect(metricsOf(line)).not.toContain(faults);
    }
  });

  test('says where a request came from whose token opens nothing, and of no other', async () => {
    const forwarded = { 'x-origin-secret': 'secret', 'x-forwarded-for': '203.0.113.7, 192.0.2.1' };
    const [refused, good] = await linesOf(
      [{ headers: { ...forwarded, authorization: 'Bearer bad' } }, { headers: forwarded }],
      { originSecret: 'secret' },
    );
    expect(refused).toMatchObject({ status: 401, sourceIp: '203.0.113.7' });
    expect(good).toMatchObject({ status: 200 });
    expect(good).not.toHaveProperty('sourceIp');
    const [direct] = await linesOf([{ headers: { 'x-forwarded-for': '203.0.113.7', authorization: 'Bearer bad' } }]);
    expect(direct).toMatchObject({ status: 401, sourceIp: '192.0.2.1' });
  });

  test('names no provider that there is not', async () => {
    const [line] = await linesOf([{ provider: 'nobody' }]);
    expect(line).not.toHaveProperty('provider');
    expect(metricsOf(line)).not.toContain('ms [stage, provider]');
  });

  test('says why there was no answer, for whoever is woken by it', async () => {
    const authenticate = async () => Promise.reject(new Error('AccessDenied'));
    const [reason] = await linesOf([{}], { authenticate });
    expect(reason).toMatchObject({ type: 'error', requestId: 'lambda-1', message: 'AccessDenied' });
  });

  test.each<[LogLevel, readonly [answered: boolean, refused: boolean, failed: boolean]]>([
    ['debug', [true, true, true]],
    ['info', [true, true, true]],
    ['warn', [false, true, true]],
    ['error', [false, false, true]],
  ])('at level %s explains those requests that it is for, and measures all', async (level, explained) => {
    const routes = {
      ...options.routes,
      'DELETE /Users/{id}': async ({ note }: { note: (of: typeof notes) => void }) => {
        note(notes);
        throw new Error('inner');
      },
    };
    const requests = [{}, { route: 'PUT /Users/{id}', body: {} }, { route: 'DELETE /Users/{id}' }];
    const lines = (await linesOf(requests, { routes, level })).filter(({ type }) => type === 'request');
    expect(lines.map(({ plan }) => plan === 'get')).toEqual(explained);
    for (const line of lines) {
      expect(line).toMatchObject({ tenant: 'acme', trips: 2, rcu: 1.5, wcu: 4, skippedMemberCount: 3 });
      expect(metricsOf(line)).toEqual(expect.arrayContaining([...requestMetrics, ...cost]));
    }
  });

  test('at level debug names what the client asks for, and never what it asks', async () => {
    const query = 'filter=userName%20eq%20%22ada%22&count=1&ada@example.com=1';
    const [line] = await linesOf([{ query, headers: { 'user-agent': 'Okta SCIM Client' } }], { level: 'debug' });
    expect(line).toMatchObject({ parameters: ['filter', 'count'], userAgent: 'Okta SCIM Client', bodyLength: 0 });
    expect(JSON.stringify(line)).not.toContain('ada');
  });
});
