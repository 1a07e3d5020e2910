/** Everything a tenant has in the table, item by item, and what is wrong with it; written without the store's code. */
import { BatchWriteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { TestTable } from './engine.ts';

export type RawItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** All items of the tenant, wherever they are. */
export async function readItems({ client, tableName }: TestTable, tenant: string): Promise<readonly RawItem[]> {
  const items: RawItem[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: 'begins_with(pk, :root)',
      ExpressionAttributeValues: { ':root': `T#${tenant}#` },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) items.push(...(Items as RawItem[]));
  return items;
}

/** Makes the tenant's items those of `wanted`, out of `present`. */
export async function restoreItems(
  { client, tableName }: TestTable,
  present: readonly RawItem[],
  wanted: readonly RawItem[],
): Promise<void> {
  const name = ({ pk, sk }: RawItem) => JSON.stringify([pk, sk]);
  const before = new Map(present.map((item) => [name(item), canonical(item)]));
  const kept = new Set(wanted.map(name));
  const requests = [
    ...present.filter((item) => !kept.has(name(item))).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })),
    ...wanted.filter((item) => before.get(name(item)) !== canonical(item)).map((Item) => ({ PutRequest: { Item } })),
  ];
  for (let i = 0; i < requests.length; i += 25) {
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests.slice(i, i + 25) } }));
  }
}

function canonical(item: RawItem): string {
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The indexes of docs/adr/0001 with the texts a document has for them, as keys hold them. */
const indexes: Readonly<Record<string, Readonly<Record<string, (document: Document) => readonly string[]>>>> = {
  User: {
    userName: ({ userName }) => [fold(userName)],
    externalId: ({ externalId }) => [externalId].flatMap(present),
    'emails.value': ({ emails = [] }) => emails.flatMap(({ value }) => (value === undefined ? [] : [fold(value)])),
  },
  Group: {
    displayName: ({ displayName }) => [displayName].flatMap(present).map(fold),
    externalId: ({ externalId }) => [externalId].flatMap(present),
  },
};

interface Document {
  readonly userName: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly emails?: readonly { readonly value?: string }[];
}

function present(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * What contradicts what: each index entry has its resource and each resource its entries, the counters count, each
 * membership is one of a group and of a member that exist, groups count their members, and no change is left undone.
 * Empty for a directory that is whole.
 */
export function problemsOf(items: readonly RawItem[], tenant: string): readonly string[] {
  const root = `T#${tenant}`;
  const resources = new Map<string, RawItem>();
  const entries = new Map<string, string>();
  const counts = new Map<string, number>();
  const memberships: { readonly group: string; readonly item: RawItem }[] = [];
  const problems: string[] = [];
  for (const item of items) {
    const [type = '', second = '', ...rest] = item.pk.slice(root.length + 1).split('#');
    if (type === 'Count' && rest.length === 0) {
      for (const [name, count] of Object.entries(item)) {
        if (name !== 'pk' && name !== 'sk') counts.set(`${second} ${item.sk}${name.slice(1)}`, count as number);
      }
    } else if (indexes[type] === undefined || rest.length > 0) problems.push(`${item.pk} ${item.sk} is nothing`);
    else if (second === '') resources.set(`${type} ${item.sk}`, item);
    else if (indexes[type][second] !== undefined)
      entries.set(`${type} ${second} ${item.sk}`, typeof item.id === 'string' ? item.id : '');
    else if (item.sk.startsWith('M#')) memberships.push({ group: `${type} ${second}`, item });
    else problems.push(`${item.pk} ${item.sk} is left of a change`);
  }
  return [
    ...problems,
    ...entryProblems(resources, entries),
    ...counterProblems(resources, counts),
    ...membershipProblems(root, resources, memberships),
  ];
}

function entryProblems(
  resources: ReadonlyMap<string, RawItem>,
  entries: ReadonlyMap<string, string>,
): readonly string[] {
  const wanted = new Map<string, string>();
  for (const [name, item] of resources) {
    const [type = ''] = name.split(' ');
    const document = JSON.parse(item.doc as string) as Document;
    for (const [path, valuesOf] of Object.entries(indexes[type] ?? {})) {
      const isUnique = path === 'userName';
      for (const value of valuesOf(document)) {
        wanted.set(`${type} ${path} ${isUnique ? value : `${value}\u0001${item.sk}`}`, isUnique ? item.sk : '');
      }
    }
  }
  return [
    ...[...wanted].filter(([key, id]) => entries.get(key) !== id).map(([key]) => `there is no entry ${key}`),
    ...[...entries.keys()].filter((key) => !wanted.has(key)).map((key) => `the entry ${key} is nobody's`),
  ];
}

function counterProblems(
  resources: ReadonlyMap<string, RawItem>,
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const wanted = new Map<string, number>();
  for (const name of resources.keys()) {
    const [type = '', id = ''] = name.split(' ');
    const counter = `${type} ${id.slice(0, 3)}`;
    wanted.set(counter, (wanted.get(counter) ?? 0) + 1);
  }
  return [...new Set([...wanted.keys(), ...counts.keys()])]
    .filter((counter) => (wanted.get(counter) ?? 0) !== (counts.get(counter) ?? 0))
    .map((counter) => `the counter ${counter} says ${counts.get(counter)} instead of ${wanted.get(counter) ?? 0}`);
}

function membershipProblems(
  root: string,
  resources: ReadonlyMap<string, RawItem>,
  memberships: readonly { readonly group: string; readonly item: RawItem }[],
): readonly string[] {
  const sizes = new Map<string, number>();
  const problems: string[] = [];
  for (const { group, item } of memberships) {
    const id = item.sk.slice('M#'.length);
    const member = resources.get(`${String(item.type)} ${id}`);
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
    if (!resources.has(group)) problems.push(`${id} is a member of ${group}, which is gone`);
    if (member === undefined) problems.push(`${id} is a member of ${group}, and is gone`);
    if (item.type === 'Group' && member?.nested !== true) problems.push(`${id} is not marked as a member`);
    if (item.member !== `${root}#Member#${id}`) problems.push(`${id} is not found by its groups`);
  }
  for (const [name, { memberCount, change }] of resources) {
    if (change !== undefined) problems.push(`${name} is marked with a change`);
    if (name.startsWith('Group') && memberCount !== (sizes.get(name) ?? 0)) {
      problems.push(`${name} counts ${String(memberCount)} members instead of ${sizes.get(name) ?? 0}`);
    }
  }
  return problems;
}
