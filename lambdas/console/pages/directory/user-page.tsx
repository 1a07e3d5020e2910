import { useState } from 'preact/hooks';
import { useConsole } from '../../console-context.ts';
import { cursorOf, firstPage } from '../../load/pages.ts';
import { useLoad } from '../../load/use-load.ts';
import { Badge } from '../../parts/badge.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Pager } from '../../parts/pager.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';
import { History } from '../log/history.tsx';
import { isActive } from './resource.ts';
import { ResourcePage } from './resource-page.tsx';

/** One user: the groups it is in, and its attributes. */
export function UserPage() {
  const { id: tenant } = useTenant().tenant;
  return (
    <ResourcePage
      operation="getUser"
      what="user"
      list={['Users', paths.users(tenant)]}
      nameAttributes={['displayName', 'userName']}
      badge={(user) => (isActive(user) ? <Badge tone="good">active</Badge> : <Badge tone="neutral">inactive</Badge>)}
    >
      {(user) => (
        <>
          <GroupsOfUser key={user.id} id={user.id} />
          <History key={`history ${user.id}`} id={user.id} />
        </>
      )}
    </ResourcePage>
  );
}

function GroupsOfUser({ id }: { readonly id: string }) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad(
    (signal) => api.ask('listGroupsOfUser', { parameters: { tenant, id }, query: { cursor } }, signal),
    [tenant, id, cursor],
  );
  return (
    <section class="card" aria-labelledby="groups">
      <h2 id="groups">Groups</h2>
      <Loaded of={load} what="groups">
        {({ items, next, total }) => (
          <>
            {total === 0 && <p class="quiet">In no group. Groups are pushed by the identity provider.</p>}
            <ul class="links">
              {items.map((group) => (
                <li key={group.id}>
                  <a href={paths.group(tenant, group.id)}>{group.displayName ?? group.id}</a>
                  {group.type === 'indirect' && <span class="quiet"> by way of another group</span>}
                </li>
              ))}
            </ul>
            {(next !== undefined || cursor !== undefined) && (
              <Pager place={place} onTurn={setPlace} next={next} total={total} what="groups" />
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
