import { Badge } from '../../parts/badge.tsx';
import { Table } from '../../parts/table.tsx';
import { When } from '../../parts/when.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';
import { isActive, lastModifiedOf, primaryOf, type ScimResource, textOf } from './resource.ts';
import { ResourceListPage } from './resource-list-page.tsx';

/** The users of a tenant. */
export function UsersPage() {
  return (
    <ResourceListPage
      operation="listUsers"
      title="Users"
      what="users"
      lead="The people that your identity providers sent."
      nameAttribute="userName"
      exampleFilter='active eq false and emails.value ew "@example.com"'
    >
      {(users) => <UserTable users={users} />}
    </ResourceListPage>
  );
}

const columns = [
  { title: 'User name' },
  { title: 'Name' },
  { title: 'E-mail', isWide: true },
  { title: 'State' },
  { title: 'Changed', isWide: true },
];

function UserTable({ users }: { readonly users: readonly ScimResource[] }) {
  const { id: tenant } = useTenant().tenant;
  return (
    <Table name="Users" columns={columns}>
      {users.map((user) => {
        const changed = lastModifiedOf(user);
        return (
          <tr key={user.id}>
            <th scope="row">
              <a href={paths.user(tenant, user.id)}>{textOf(user, 'userName') ?? user.id}</a>
            </th>
            <td>{textOf(user, 'displayName')}</td>
            <td class="wide">{primaryOf(user, 'emails')}</td>
            <td>{isActive(user) ? <Badge tone="good">active</Badge> : <Badge tone="neutral">inactive</Badge>}</td>
            <td class="wide nowrap">{changed !== undefined && <When at={changed} />}</td>
          </tr>
        );
      })}
    </Table>
  );
}
