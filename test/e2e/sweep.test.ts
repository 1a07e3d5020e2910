/** Functions that are killed in the middle of a change, and the sweep that finishes it without another request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import type { BatchLine } from '#lib/local/stream-poller.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { group, user } from '../support/directory.ts';
import { clientFor, openStore, type TestTable } from '../support/engine.ts';
import { fillDirectory } from '../support/fill.ts';
import { problemsOf, readItems } from '../support/inspect-table.ts';
import { recordAccess } from './support/access-record.ts';
import { issueLocalToken } from './support/global-setup.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereFunctionsCanBeKilled = assembly === undefined ? describe.skip : describe;
const tenant = 'default';
const people = Array.from({ length: 3_000 }, (_, index) => user(`person-${index}@example.com`));
const byId = people.toSorted((a, b) => (a.id < b.id ? -1 : 1));

whereFunctionsCanBeKilled('a function that is killed', () => {
  const batches: BatchLine[] = [];
  let stack: LocalStack;
  let table: TestTable;
  let send: (method: string, path: string, body?: object) => Promise<Response>;

  beforeAll(async () => {
    const variables = { SETTLED_SECONDS: '1' };
    stack = await startLocalStack({
      assembly: assembly ?? '',
      port: 0,
      variables,
      onBatch: (line) => batches.push(line),
      onAccess: recordAccess(),
    });
    const { dynamodbEndpoint, origin, tableName } = stack;
    const client = clientFor(dynamodbEndpoint);
    table = { client, tableName, stop: async () => client.destroy() };
    const token = await issueLocalToken(stack, 'generic');
    send = (method, path, body) =>
      fetch(`${origin}/provisioning/generic/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    await withoutStream(() => fillDirectory(table, tenant, userType, people));
  });
  afterAll(async () => {
    await table.stop();
    await stack.stop();
  });

  /** What nobody waits for a sweep of. */
  async function withoutStream(write: () => Promise<void>): Promise<void> {
    const turn = (StreamSpecification: UpdateTableCommand['input']['StreamSpecification']) =>
      table.client.send(new UpdateTableCommand({ TableName: table.tableName, StreamSpecification }));
    await turn({ StreamEnabled: false });
    await write();
    await turn({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
  }

  async function createGroupOf(size: number): Promise<string> {
    const staff = group(`Staff of ${size}`);
    const members = byId.slice(0, size).map(({ id, document }) => ({
      value: id,
      type: 'User',
      display: document.userName as string,
    }));
    await withoutStream(() => openStore(table, { tenant }).create(groupType, staff, members));
    return staff.id;
  }

  const groupItem = async (id: string) => {
    const Key = tenantKeys(tenant).resource('Group', id);
    return (await table.client.send(new GetCommand({ TableName: table.tableName, Key, ConsistentRead: true }))).Item;
  };
  const problems = async () => problemsOf(await readItems(table, tenant), tenant);

  /**
   * Kills the function that answers `request` as soon as the table shows that the change is committed. Whether that was
   * before it had finished: what is left then is the sweep's.
   */
  async function killDuring(request: Promise<Response>, isCommitted: () => Promise<boolean>): Promise<boolean> {
    const answered = request.then(({ status }) => status);
    while (!(await isCommitted()));
    await stack.killFunction('rollcall-dev-groups');
    return (await answered) === 502;
  }

  /** What the function logs comes with its answer, after what it wrote. */
  async function untilLogged(kind: string): Promise<void> {
    while (!batches.some(({ logs }) => logs.join().includes(`"kind":"${kind}"`))) await sleep(50);
  }

  async function untilWhole(): Promise<void> {
    while ((await problems()).length > 0) await sleep(100);
  }

  test('after the commit of a change of 1,000 members leaves it to the sweep', async () => {
    const values = people.slice(0, 1_000).map(({ id }) => ({ value: id }));
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'add', path: 'members', value: values }],
    };
    let id: string;
    do {
      id = await createGroupOf(0);
    } while (
      !(await killDuring(send('PATCH', `/Groups/${id}`, body), async () => (await groupItem(id))?.change !== undefined))
    );
    expect(await problems()).toContain(`Group ${id} is marked with a change`);

    await untilWhole();
    expect(await groupItem(id)).toMatchObject({ memberCount: 1_000, version: 2 });
    await untilLogged('changeStaged');
  });

  test('after the deletion of a group of 3,000 leaves its memberships to the sweep', async () => {
    let id: string;
    do {
      id = await createGroupOf(3_000);
    } while (!(await killDuring(send('DELETE', `/Groups/${id}`), async () => (await groupItem(id)) === undefined)));
    expect((await problems()).join()).toContain(`is a member of Group ${id}, which is gone`);

    await untilWhole();
    await untilLogged('resourceDeleted');
  });

  test('before a member that it deleted left its group is taken out of it by the sweep', async () => {
    const [member] = byId;
    const id = await createGroupOf(1);
    const Key = tenantKeys(tenant).resource('User', member?.id ?? '');
    // No function deletes a user and leaves its memberships: one does that lists it meanwhile.
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key }));
    while ((await groupItem(id))?.memberCount !== 0) await sleep(50);
  });
});
