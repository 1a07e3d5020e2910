/** What `npm run docs:events` writes: the schemas of the events, their types, and an example of each. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toChangeEvent } from '#events/change-event.ts';
import { eventSchemas, toJsonSchema, tokenExpiresSoon } from '#events/contract/event-schemas.ts';
import { toInterfaces } from '#events/contract/type-script.ts';
import type { EventDetail } from '#events/event-entry.ts';
import type { BusEvent } from '#lib/local/event-bus.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { readChange } from '#storage/dynamodb/change-record.ts';
import type { StreamRecord } from '#storage/dynamodb/stream-record.ts';
import { announceExpiry } from '../../lambdas/expiry/announce-expiry.ts';
import { membershipRecord, resourceRecord } from '../support/stream-records.ts';

const docs = join(import.meta.dirname, '../../docs');
const types = [userType, groupType];
export const schemas = [...eventSchemas(types), tokenExpiresSoon];

const [ada, staff] = ['2819c223-7f76-453a-919d-413861904646', 'e9e30dba-f08f-4109-8486-d5c6a331660a'] as const;
const created = '2026-11-24T09:00:00.000Z';

function state(id: string, version: number, document: JsonObject): ResourceState {
  const lastModified = new Date(Date.parse(created) + (version - 1) * 60_000).toISOString();
  return { id, version, created, lastModified, document };
}

const person = { userName: 'ada@example.com', externalId: '701984', displayName: 'Ada Lovelace', active: true };
const people: readonly ResourceState[] = [
  state(ada, 1, person),
  state(ada, 2, { ...person, title: 'Countess' }),
  state(ada, 3, { ...person, title: 'Countess', active: false }),
  state(ada, 4, { ...person, title: 'Countess', active: true }),
];
const groups: readonly ResourceState[] = [
  state(staff, 1, { displayName: 'Staff' }),
  state(staff, 2, { displayName: 'All staff' }),
];
const member = { value: ada, type: 'User', display: 'Ada Lovelace' };

/** Each event once, in the order of a life. */
const records: readonly StreamRecord[] = [
  ...[...people, undefined].map((after, index) => resourceRecord(people[index - 1], after, userType)),
  ...[...groups, undefined].map((after, index) => resourceRecord(groups[index - 1], after, groupType)),
  membershipRecord(true, staff, member),
  membershipRecord(false, staff, member),
].map((record, index) => ({
  ...record,
  dynamodb: { ...record.dynamodb, SequenceNumber: String(4_421_584_500_000_000_450_687_092n + BigInt(index)) },
}));

/** An event of each type, as EventBridge hands it to a target. */
export const examples: readonly BusEvent[] = [
  ...records.map((record) => {
    const change = readChange(record);
    const detail = change && toChangeEvent(change, types);
    if (detail === undefined) throw new Error('A record of the examples makes no event.');
    return toBusEvent(detail);
  }),
  ...(await announcements()).map(toBusEvent),
];

/** What is said of a token that has a week left. */
async function announcements(): Promise<readonly EventDetail[]> {
  const at = '2026-11-24T12:00:00.000Z';
  const said: EventDetail[] = [];
  const dates = { createdAt: created, modifiedAt: created, expiresAt: '2026-12-01T12:00:00.000Z' };
  const of = { tenant: 'acme', version: 1, ...dates };
  await announceExpiry({
    store: {
      listTenants: async () => ({ items: [{ ...of, id: 'acme', displayName: 'Acme', status: 'active' }], more: false }),
      listAllTokens: async () => [
        {
          ...of,
          id: '5f0c9d1e7a3b4c2d8e6f0a1b2c3d4e5f',
          provider: 'okta',
          label: 'main',
          scopes: ['scim:read', 'scim:write'],
          createdBy: { kind: 'system', id: 'example' },
        },
      ],
    },
    publish: async (entries) => {
      said.push(...entries.map(({ detail }) => JSON.parse(detail) as EventDetail));
      return 0;
    },
    stage: 'dev',
    at,
    write: () => undefined,
  });
  return said;
}

function toBusEvent(detail: EventDetail): BusEvent {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detail.type,
    source: 'rollcall',
    account: '111122223333',
    time: '2026-11-24T10:00:00Z',
    region: 'eu-central-1',
    resources: [],
    detail: detail as unknown as BusEvent['detail'],
  };
}

function typesFile(resourceTypes: readonly ResourceType[]): string {
  const changes = eventSchemas(resourceTypes);
  const names = changes.map(({ type }) => type.replace('.', ''));
  return `/** The events of Rollcall (docs/events.md). Made by \`npm run docs:events\`; copy it into your application. */

${toInterfaces([...changes, tokenExpiresSoon].map(toJsonSchema))}
export type ChangeEvent =
${names.map((name) => `  | ${name}`).join('\n')};

/** An event as EventBridge hands it to a target. */
export interface RollcallEvent<Detail extends ChangeEvent | TokenExpiresSoon = ChangeEvent> {
  readonly id: string;
  readonly 'detail-type': Detail['type'];
  readonly source: 'rollcall';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Detail;
}
`;
}

/** The files of docs/events, by name. */
export function writtenFiles(): ReadonlyMap<string, string> {
  const json = schemas.map((schema) => [`${schema.type}.json`, toText(toJsonSchema(schema))] as const);
  return new Map([...json, ['rollcall-events.ts', typesFile(types)]]);
}

/** The part of docs/events.md with the examples. */
export function examplesText(): string {
  return schemas
    .map(({ type, description }) => {
      const example = examples.find((event) => event['detail-type'] === type);
      // One as a whole; of the others what differs.
      const shown = type === 'User.Deactivated' ? example : example?.detail;
      return `### ${type}\n\n${description} [Schema](events/${type}.json).\n\n\`\`\`json\n${toText(shown ?? {})}\`\`\`\n`;
    })
    .join('\n');
}

function toText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const folder = join(docs, 'events');
const page = join(docs, 'events.md');
const markers = /(<!-- examples -->\n)([\s\S]*)(<!-- \/examples -->)/;

export function readFiles(): ReadonlyMap<string, string> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** The examples as the page has them. */
export function readExamples(): string {
  return markers.exec(readFileSync(page, 'utf8'))?.[2] ?? '';
}

const [, script] = process.argv;
if (script?.endsWith('events-page.ts')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of writtenFiles()) writeFileSync(join(folder, name), text);
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(markers, (_, open: string, _old: string, close: string) => open + examplesText() + close),
  );
}
