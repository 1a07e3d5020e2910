/** `npm run bench:tokens`: how long a function takes to refuse a token, by what is wrong with it. Secrets are in memory. */
import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '#tokens/authenticate.ts';
import { formerKinds, inventedKinds, issuedKinds, type Kind, shownTo, wrongTokens } from '../support/wrong-tokens.ts';

const each = 10_000;
const warmUp = 2_000;
const kinds: readonly Kind[] = [...inventedKinds, ...issuedKinds, ...formerKinds];

const tokenKey = randomBytes(32).toString('hex');
const tenants = Array.from({ length: 50 }, (_, n) => `gone-${n}`);
const wrong = wrongTokens(tokenKey, tenants);
const authenticate = createAuthenticator({
  readSecret: async (name) => (name === 'key' ? tokenKey : wrong.secretOf(name)),
  tenantSecretPrefix: '',
  tokenKeySecret: 'key',
  // It stands still: what is kept is never read again, which would be counted for whoever comes first.
  now: () => 1_800_000_000_000,
});

const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
for (let round = -warmUp; round < each; round += 1) {
  // One of each in turn, in both directions, so that what slows the machine slows them all.
  for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
    const header = `Bearer ${wrong.next(kind)}`;
    const startedAt = process.hrtime.bigint();
    const principal = await authenticate(header, shownTo);
    const nanoseconds = Number(process.hrtime.bigint() - startedAt);
    if (principal !== undefined) throw new Error(`A token was let in: ${kind}.`);
    if (round >= 0) times.get(kind)?.push(nanoseconds);
  }
}

process.stdout.write('| what is wrong | p5 | p50 | p95 |\n|---|---:|---:|---:|\n');
for (const [kind, measured] of times) {
  const sorted = measured.toSorted((a, b) => a - b);
  const at = (share: number) => ((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000).toFixed(1);
  process.stdout.write(`| ${kind} | ${at(0.05)} | ${at(0.5)} | ${at(0.95)} |\n`);
}
