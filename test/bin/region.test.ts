/** Which region the commands for a stage ask AWS in: `--region`, else the stage's in rollcall.config.ts, else the environment's. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/run-command.ts';

let folder: string;
let aws: Server;
let environment: Readonly<Record<string, string>>;
const regions: (string | undefined)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-region-'));
  // A stage with a region: what an operator writes into rollcall.config.ts.
  const config = pathToFileURL(join(import.meta.dirname, '../../rollcall.config.ts')).href;
  const preload = join(folder, 'region.mjs');
  writeFileSync(preload, `import config from ${JSON.stringify(config)};\nconfig.stages.prod.region = 'eu-north-1';\n`);
  aws = createServer((request, response) => {
    regions.push(/Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1]);
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"AccessDeniedException"}');
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  environment = {
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: endpoint,
    NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`,
    ROLLCALL_URL: '',
  };
});

afterAll(() => {
  aws.closeAllConnections();
  aws.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each<[string, readonly string[]]>([
  ['token', []],
  ['tenant', []],
  ['deleted', []],
  ['cli', ['tenants', 'list']],
])('%s takes --region, then the region of the stage, then that of the environment', async (name, args) => {
  regions.length = 0;
  for (const where of [
    ['--stage', 'prod', '--region', 'eu-south-2'],
    ['--stage', 'prod'],
    ['--stage', 'dev'],
  ]) {
    const { status } = await runCommand(name, [...args, ...where], environment);
    expect(status).toBe(1);
  }
  expect([...new Set(regions)]).toEqual(['eu-south-2', 'eu-north-1', 'us-west-2']);
});
