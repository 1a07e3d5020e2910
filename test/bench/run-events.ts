/** `npm run bench:events`: how long after its answer a deactivation is an event on the bus of the local stack. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalStack } from '../../lib/local/stack.ts';
import { issueLocalToken } from '../e2e/support/global-setup.ts';
import { synthesize } from '../support/synthesize.ts';

const rounds = 60;
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const arrived = new Map<unknown, number>();
const stack = await startLocalStack({
  assembly: synthesize({ bundle: true, outdir: folder }).folder,
  port: 0,
  onEvent: ({ event: { detail } }) => {
    if (detail.type === 'User.Deactivated') arrived.set(detail.subject, performance.now());
  },
});
const token = await issueLocalToken(stack, 'generic');

async function send(method: string, path: string, body: object): Promise<{ readonly id: string }> {
  const answer = await fetch(`${stack.origin}/provisioning/generic/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { readonly id: string };
}

const times: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const { id } = await send('POST', '/Users', { schemas, userName: randomUUID() });
  // Anywhere between two readings of the stream.
  await sleep(Math.random() * 200);
  await send('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  const answered = performance.now();
  while (!arrived.has(`/Users/${id}`)) await sleep(2);
  times.push((arrived.get(`/Users/${id}`) ?? 0) - answered);
}
await stack.stop();
rmSync(folder, { recursive: true });
times.sort((a, b) => a - b);
const at = (share: number) => `${Math.round(times[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0)} ms`;
process.stdout.write(`${rounds} deactivations: median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}\n`);
