/** What a provider asks before it sends anybody. */
import { byDisplayName, byUserName, groupBody } from './bodies.ts';
import { created, deleted, idOf, nobody, shown } from './checks.ts';
import type { Probe } from './player.ts';
import type { ScimClient } from './scim-client.ts';
import type { Stage } from './stage.ts';

export async function probe(client: ScimClient, { what, path, ...expected }: Probe): Promise<void> {
  await client.send(what, 'GET', path, expected);
}

/** A real user and a real group, made and deleted: what happens on "Test connection" at JumpCloud. */
export async function testWithObjects({ client, player, cast }: Stage): Promise<void> {
  const [somebody] = cast.people;
  if (somebody === undefined) return;
  const domain = somebody.userName.split('@')[1] ?? '';
  const userName = `connection-test@${domain}`;
  const tester = { ...somebody, userName, givenName: 'firstname', familyName: 'lastname' };
  const name = `${domain} connection test`;
  const { users } = player;
  await client.send('look for the test user', 'GET', `/Users?filter=${encodeURIComponent(byUserName(tester))}`, nobody);
  const user = await client.send('create the test user', 'POST', '/Users', created, users.body(tester, true));
  const path = `/Users/${idOf(user)}`;
  const minimal = { ...users.body(tester, true), id: idOf(user), emails: null };
  await client.send('update the test user', 'PUT', path, shown, minimal);
  const group = await client.send('create the test group', 'POST', '/Groups', created, groupBody(name));
  await client.send('find it by its name', 'GET', `/Groups?filter=${encodeURIComponent(byDisplayName(name))}`, {
    status: [200],
    check: ({ totalResults }) => (totalResults === 1 ? undefined : 'the test group is not found by its name'),
  });
  await client.send('delete the test group', 'DELETE', `/Groups/${idOf(group)}`, deleted);
  await client.send('delete the test user', 'DELETE', path, deleted);
}
