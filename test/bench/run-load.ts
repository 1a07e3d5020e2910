/**
 * `npm run bench:load`: 25 requests a second of one tenant, alone and beside the import of another, on a local stack with
 * a rate limit for each tenant. `-- --seconds 300` for how long each takes, `-- --connections 8` of the import, `-- --rate 25`
 * for what a tenant may send in a second. With `--write` the table goes to docs/performance.md. Ends with 1 when the first tenant was not left in peace.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startLocalStack } from '#lib/local/stack.ts';
import { issueToken } from '#tokens/issue.ts';
import { synthesize } from '../support/synthesize.ts';
import { type Answered, type Connection, Import, Provisioning, percentile } from './load.ts';

const perSecond = 25;
const atMost = 3;
const page = join(import.meta.dirname, '../../docs/performance.md');
const markers = /(<!-- bench:load -->\n)[\s\S]*(<!-- \/bench:load -->)/;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    connections: { type: 'string', default: '8' },
    // The least that a stage should let through. One machine has to carry both tenants, the engine and the clients.
    rate: { type: 'string', default: '25' },
    write: { type: 'boolean', default: false },
  },
});
const [seconds, connections, rate] = [Number(values.seconds), Number(values.connections), Number(values.rate)];
if (!(seconds >= 5) || !(connections >= 1)) throw new Error('--seconds must be 5 or more, --connections 1 or more.');
if (!(rate >= perSecond)) throw new Error(`--rate must be ${perSecond} or more, which is what the first tenant sends.`);

const folder = mkdtempSync(join(tmpdir(), 'rollcall-load-'));
const stack = await startLocalStack({
  assembly: synthesize({ bundle: true, outdir: folder }).folder,
  port: 0,
  variables: { TENANT_REQUESTS_PER_SECOND: String(rate), TENANT_REQUEST_BURST: String(rate) },
});

async function connect(tenant: string): Promise<Connection> {
  const { environment, origin, region, secretsEndpoint: endpoint } = stack;
  const client = new SecretsManagerClient({
    region,
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { TENANT_SECRET_PREFIX: tenantSecretPrefix = '', TOKEN_KEY_SECRET: tokenKeySecret = '' } = environment;
  const created = new Date().toISOString();
  const secrets = { client, tenantSecretPrefix, tokenKeySecret };
  const { token } = await issueToken(secrets, { tenant, provider: 'okta', created });
  client.destroy();
  return { baseUrl: `${origin}/provisioning/okta/v2`, token };
}

const say = (text: string) => process.stderr.write(`${text}\n`);

async function measure() {
  const steady = new Provisioning(await connect('steady'));
  await steady.prepare(50);
  // Functions are loaded, and as many environments of them started as are needed: that is not what is measured.
  const warmUp = new Import(await connect('warm-up'), connections + 4);
  await steady.run(perSecond, 4);
  await warmUp.stop();
  say(`one tenant alone, for ${seconds} s`);
  const alone = await steady.run(perSecond, seconds);
  say(`beside an import over ${connections} connections, for ${seconds} s`);
  const other = new Import(await connect('import'), connections);
  const beside = await steady.run(perSecond, seconds);
  const { length } = other.answers;
  await other.stop();
  return { alone, beside, imported: other.answers.slice(0, length) };
}

function row(what: string, answers: readonly Answered[]): string {
  const limited = answers.filter(({ status }) => status === 429).length;
  const errors = answers.filter(({ status }) => status === 0 || (status >= 400 && status !== 429)).length;
  const times = [0.5, 0.95, 0.99].map((part) => percentile(answers, part).toFixed(0));
  const cells = [
    what,
    (answers.length / seconds).toFixed(1),
    (answers.length - limited - errors) / seconds,
    limited,
    errors,
  ];
  return `| ${[...cells.map((cell) => (typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(1) : cell)), ...times].join(' | ')} |`;
}

async function measureAndStop() {
  try {
    return await measure();
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { alone, beside, imported } = await measureAndStop();
const ratio = percentile(beside, 0.99) / percentile(alone, 0.99);
const report = `${seconds} s each; a tenant may send ${rate} requests a second, and as many at once. The import has ${connections} connections.

| tenant | requests a second | answered well | 429 | other errors | p50 ms | p95 ms | p99 ms |
| --- | --- | --- | --- | --- | --- | --- | --- |
${row('provisioned, alone', alone)}
${row('provisioned, beside the import', beside)}
${row('import', imported)}

The p99 of the first tenant is ${ratio.toFixed(1)} times what it is alone.
`;
process.stdout.write(report);
if (values.write) {
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(markers, (_, open: string, close: string) => `${open}\n${report}\n${close}`),
  );
}
const refused = [...alone, ...beside].filter(({ status }) => status === 0 || status >= 400).length;
const failed = imported.filter(({ status }) => status === 0 || (status >= 400 && status !== 429)).length;
if (refused > 0) say(`${refused} requests of the first tenant were not answered well.`);
if (failed > 0) say(`${failed} requests of the import failed, and not for its rate.`);
if (ratio > atMost) say(`Its p99 may be ${atMost} times what it is alone.`);
process.exitCode = refused === 0 && failed === 0 && ratio <= atMost ? 0 : 1;
