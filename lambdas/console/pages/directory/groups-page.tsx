import { Table } from '../../parts/table.tsx';
import { When } from '../../parts/when.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';
import { lastModifiedOf, type ScimResource, textOf } from './resource.ts';
import { ResourceListPage } from './resource-list-page.tsx';

/** The groups of a tenant. */
export function GroupsPage() {
  return (
    <ResourceListPage
      operation="listGroups"
      title="Groups"
      what="groups"
      lead="The groups that your identity providers pushed."
      nameAttribute="displayName"
      exampleFilter='displayName co "sales"'
    >
      {(groups) => <GroupTable groups={groups} />}
    </ResourceListPage>
  );
}

const columns = [{ title: 'Name' }, { title: 'External id', isWide: true }, { title: 'Changed' }];

function GroupTable({ groups }: { readonly groups: readonly ScimResource[] }) {
  const { id: tenant } = useTenant().tenant;
  return (
    <Table name="Groups" columns={columns}>
      {groups.map((group) => {
        const changed = lastModifiedOf(group);
        return (
          <tr key={group.id}>
            <th scope="row">
              <a href={paths.group(tenant, group.id)}>{textOf(group, 'displayName') ?? group.id}</a>
            </th>
            <td class="wide">{textOf(group, 'externalId')}</td>
            <td class="nowrap">{changed !== undefined && <When at={changed} />}</td>
          </tr>
        );
      })}
    </Table>
  );
}
