import { useState } from 'preact/hooks';
import { useConsole } from '../../console-context.ts';
import { cursorOf, firstPage } from '../../load/pages.ts';
import { useLoad } from '../../load/use-load.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Pager } from '../../parts/pager.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';
import { History } from '../log/history.tsx';
import { ResourcePage } from './resource-page.tsx';

/** One group: its members page by page, however many it has, and its attributes. */
export function GroupPage() {
  const { id: tenant } = useTenant().tenant;
  return (
    <ResourcePage
      operation="getGroup"
      what="group"
      list={['Groups', paths.groups(tenant)]}
      nameAttributes={['displayName']}
    >
      {(group) => (
        <>
          <Members key={group.id} id={group.id} />
          <History key={`history ${group.id}`} id={group.id} />
        </>
      )}
    </ResourcePage>
  );
}

function Members({ id }: { readonly id: string }) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad(
    (signal) => api.ask('listMembers', { parameters: { tenant, id }, query: { cursor } }, signal),
    [tenant, id, cursor],
  );
  return (
    <section class="card" aria-labelledby="members">
      <h2 id="members">Members</h2>
      <Loaded of={load} what="members">
        {({ items, next, total }) => (
          <>
            {total === 0 && <p class="quiet">Nobody is in this group.</p>}
            <ul class="links">
              {items.map((member) => (
                <li key={member.id}>
                  <a href={member.type === 'Group' ? paths.group(tenant, member.id) : paths.user(tenant, member.id)}>
                    {member.displayName ?? member.id}
                  </a>
                  {member.type === 'Group' && <span class="quiet"> group</span>}
                </li>
              ))}
            </ul>
            <Pager place={place} onTurn={setPlace} next={next} total={total} what="members" />
          </>
        )}
      </Loaded>
    </section>
  );
}
