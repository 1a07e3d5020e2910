import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { memoryEndpoint } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { scaledRuns } from '../../../support/property-runs.ts';

/** A value that is nowhere by chance, as somebody's name, address, number or password could be. */
const secret = fc
  .tuple(fc.stringMatching(/^[a-z]{6,10}$/), fc.constantFrom('', '@example.com', ' Lovelace', 'é', '"\\\n', '/7'))
  .map(([first, last]) => `Qz${first}${last}`);

const user = secret.chain((value) =>
  fc.record({
    userName: fc.constant(value),
    password: secret,
    name: fc.record({ givenName: secret, familyName: secret, formatted: secret }),
    displayName: secret,
    externalId: secret,
    emails: fc.tuple(fc.record({ value: secret, type: fc.constantFrom('work', 'Qzother') })),
    phoneNumbers: fc.tuple(fc.record({ value: secret })),
    // What is of the wrong type is quoted in the answer.
    active: fc.oneof(fc.boolean(), secret),
    manager: secret,
  }),
);
const patch = fc.record({
  Operations: fc.array(
    fc.record({
      op: fc.constantFrom('add', 'replace', 'remove', 'Qzop'),
      path: fc.constantFrom(
        'displayName',
        'emails[type eq "work"].value',
        'emails[value eq "Qzinpath"]',
        'nickName',
        'members',
      ),
      value: fc.oneof(secret, fc.record({ displayName: secret }), fc.tuple(fc.record({ value: secret }))),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

test('no line holds a value of a body, a filter or a path, whatever becomes of the request', async () => {
  await fc.assert(
    fc.asyncProperty(user, secret, patch, secret, async (body, name, change, asked) => {
      const lines: string[] = [];
      const send = memoryEndpoint(
        new MemoryStore(),
        (open) => ({
          ...resourceRoutes(userType, open),
          ...resourceRoutes(groupType, open),
          ...bulkRoutes(resourceTypes, open),
        }),
        undefined,
        undefined,
        (line) => lines.push(line),
      );
      const { json } = await send('POST /Users', { body });
      const parameters = { id: typeof json.id === 'string' ? json.id : asked };
      await send('POST /Users', { body: { userName: body.userName } });
      await send('POST /Users', { body: JSON.stringify(body).slice(0, -3) });
      await send('PATCH /Users/{id}', { parameters, body: change });
      await send('PUT /Users/{id}', { parameters, body });
      await send('GET /Users/{id}', { parameters: { id: asked } });
      await send('GET /Users', { query: `filter=${encodeURIComponent(`userName eq ${JSON.stringify(asked)}`)}` });
      await send('GET /Users', {
        query: `filter=${encodeURIComponent(`userName zz ${JSON.stringify(asked)}`)}&${encodeURIComponent(asked)}=1`,
      });
      await send('POST /Users/.search', { body: { filter: `emails.value co ${JSON.stringify(asked)}` } });
      await send('POST /Groups', { body: { displayName: name, externalId: asked } });
      await send('POST /Bulk', {
        body: {
          Operations: [
            { method: 'POST', path: '/Users', bulkId: asked, data: body },
            { method: 'DELETE', path: `/Users/${asked}` },
          ],
        },
      });
      expect(lines.length).toBeGreaterThanOrEqual(11);
      for (const line of lines) expect(line).not.toContain('Qz');
    }),
    scaledRuns(1 / 5),
  );
});

test('a path that is ignored is named without the value of its filter, also one that is cut off', async () => {
  const lines: string[] = [];
  const routes = (open: Parameters<typeof resourceRoutes>[1]) => resourceRoutes(userType, open);
  const send = memoryEndpoint(new MemoryStore(), routes, undefined, undefined, (line) => lines.push(line));
  const { json } = await send('POST /Users', { body: { userName: 'ada' } });
  for (const value of ['Qz] and "Qz', 'Qz'.repeat(200)]) {
    const path = `emails[value eq ${JSON.stringify(value)}]`;
    const Operations = [{ op: 'add', path, value: { shoeSize: 38 } }];
    await send('PATCH /Users/{id}', { parameters: { id: String(json.id) }, body: { Operations } });
  }
  const ignored = lines.slice(1).map((line) => (JSON.parse(line) as { readonly ignored?: unknown }).ignored);
  expect(ignored).toEqual([['emails[…].shoeSize'], ['emails[…]']]);
});
