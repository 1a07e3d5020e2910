/** All tenants: an owner creates them here, and chooses one. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Tenant } from '#admin/contract/tenant.ts';
import { fieldProblem } from '../api/api-error.ts';
import { useConsole, useMay } from '../console-context.ts';
import { cursorOf, firstPage } from '../load/pages.ts';
import { useAct } from '../load/use-act.ts';
import { useLoad } from '../load/use-load.ts';
import { ActButton } from '../parts/act-button.tsx';
import { ActForm } from '../parts/act-form.tsx';
import { Badge, type Tone } from '../parts/badge.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Empty } from '../parts/empty.tsx';
import { Field } from '../parts/field.tsx';
import { Loaded, Problem } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Table } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { paths } from '../paths.ts';
import { idFrom } from './tenants/tenant-id.ts';

const toneOfTenant: Readonly<Record<Tenant['status'], Tone>> = {
  active: 'good',
  suspended: 'waiting',
  deleting: 'bad',
};

export function TenantsPage() {
  const { api } = useConsole();
  const mayCreate = useMay('createTenant');
  const [place, setPlace] = useState(firstPage);
  const [isCreating, setCreating] = useState(false);
  const cursor = cursorOf(place);
  const load = useLoad((signal) => api.ask('listTenants', { query: { cursor } }, signal), [cursor]);
  const create = mayCreate && (
    <button type="button" onClick={() => setCreating(true)}>
      Create tenant
    </button>
  );
  return (
    <Page title="Tenants" lead="Each customer has a directory that no other can see." actions={create}>
      <Loaded of={load} what="tenants">
        {({ items, next }) =>
          items.length === 0 && place === firstPage ? (
            <Empty title="There is no tenant yet.">
              <p>Create the first one: it gets a directory of its own, and connections to its identity providers.</p>
            </Empty>
          ) : (
            <>
              <TenantTable tenants={items} />
              <Pager place={place} onTurn={setPlace} next={next} what="tenants" />
            </>
          )
        }
      </Loaded>
      {isCreating && <CreateTenant onClose={() => setCreating(false)} />}
    </Page>
  );
}

const columns = [{ title: 'Name' }, { title: 'Id' }, { title: 'State' }, { title: 'Created', isWide: true }];

function TenantTable({ tenants }: { readonly tenants: readonly Tenant[] }) {
  return (
    <Table name="Tenants" columns={columns}>
      {tenants.map(({ id, displayName, status, createdAt }) => (
        <tr key={id}>
          <th scope="row">
            <a href={paths.provisioning(id)}>{displayName}</a>
          </th>
          <td>
            <code>{id}</code>
          </td>
          <td>
            <Badge tone={toneOfTenant[status]}>{status}</Badge>
          </td>
          <td class="wide">
            <When at={createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function CreateTenant({ onClose }: { readonly onClose: () => void }) {
  const { api, announce } = useConsole();
  const { route } = useLocation();
  const [displayName, setName] = useState('');
  const [chosenId, setId] = useState<string>();
  const id = chosenId ?? idFrom(displayName);
  const act = useAct(async () => {
    await api.ask('createTenant', { body: { id, displayName } });
    announce(`Tenant ${displayName} created.`);
    route(paths.provisioning(id));
  });
  const problems = { id: fieldProblem(act.error, 'id'), displayName: fieldProblem(act.error, 'displayName') };
  const isElsewhere = act.error !== undefined && problems.id === undefined && problems.displayName === undefined;
  return (
    <Dialog title="Create tenant" onClose={onClose}>
      <ActForm act={act}>
        <Field
          label="Name"
          name="displayName"
          value={displayName}
          onInput={setName}
          required
          maxLength={100}
          problem={problems.displayName}
        />
        <Field
          label="Id"
          name="id"
          value={id}
          onInput={setId}
          required
          maxLength={36}
          hint="Part of tokens and logs; it cannot be changed later. a-z, 0-9 and hyphens."
          problem={problems.id}
        />
        {isElsewhere && <Problem error={act.error} />}
        <footer>
          <button type="button" class="secondary" onClick={onClose}>
            Cancel
          </button>
          <ActButton act={act} type="submit">
            Create tenant
          </ActButton>
        </footer>
      </ActForm>
    </Dialog>
  );
}
