import { expect, test } from '@jest/globals';
import { useNoter } from '#endpoint/token-use.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const use = (tokenId: string, minutes: number) => ({
  caller: { tenant: 'acme', tokenId },
  provider: 'okta',
  at: new Date(start + minutes * 60_000).toISOString(),
  deadline: 0,
});

test('notes the first use of a token, and then one in five minutes', async () => {
  const written: string[] = [];
  const note = useNoter(async ({ caller, at }) => void written.push(`${caller.tokenId} ${at.slice(14, 16)}`));
  for (const minutes of [0, 1, 4.9, 5, 9, 10.5]) await note(use('a', minutes));
  await note(use('b', 1));
  expect(written).toEqual(['a 00', 'a 05', 'a 10', 'b 01']);
});

test('tries again with the next request when it could not be written, and fails none', async () => {
  let calls = 0;
  const note = useNoter(async () => {
    calls += 1;
    if (calls === 1) throw new Error('throttled');
  });
  for (const minutes of [0, 1, 2]) await expect(note(use('a', minutes))).resolves.toBeUndefined();
  expect(calls).toBe(2);
});
