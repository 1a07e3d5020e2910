/**
 * Loads a function's bundle and plays requests through its handler: `node run-handler.ts <bundle> <file of cases>`.
 * Writes a JSON object to `results`: CPU until the first answer in milliseconds, and of a request of each case in
 * microseconds, the best of so many rounds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Handler = (event: APIGatewayProxyEventV2, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

interface Played {
  readonly first: APIGatewayProxyEventV2;
  readonly cases: readonly { readonly events: readonly APIGatewayProxyEventV2[]; readonly times: number }[];
  readonly rounds: number;
  readonly results: string;
}

const [, , bundle = '', file = ''] = process.argv;
const { first, cases, rounds, results } = JSON.parse(readFileSync(file, 'utf8')) as Played;

const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const startedAt = cpuMicros();
const { handler } = (await import(bundle)) as { readonly handler: Handler };

async function play(event: APIGatewayProxyEventV2): Promise<void> {
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 15_000 };
  const { statusCode = 0, body = '' } = await handler(structuredClone(event), context);
  if (statusCode < 200 || statusCode >= 300) throw new Error(`${event.routeKey} answers ${statusCode}: ${body}`);
}

await play(first);
const firstCpu = (cpuMicros() - startedAt) / 1_000;

async function measure({ events, times }: Played['cases'][number]): Promise<number> {
  const before = cpuMicros();
  for (let i = 0; i < times; i += 1) for (const event of events) await play(event);
  return (cpuMicros() - before) / (times * events.length);
}

const best = cases.map(() => Number.POSITIVE_INFINITY);
for (let round = 0; round < rounds; round += 1) {
  for (const [i, one] of cases.entries()) best[i] = Math.min(best[i] ?? Number.NaN, await measure(one));
}
// The clients keep their connections, and with them the process, open.
writeFileSync(results, JSON.stringify({ firstCpu, best }));
process.exit();
