/** What each event says: the one description that JSON schemas, types and documentation are made of. */
import * as z from 'zod';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { canBeInactive } from '../change-event.ts';
import { eventSource } from '../event-entry.ts';
import { resourceSchema } from './resource-schema.ts';

/** A type of event. */
export interface EventSchema {
  /** EventBridge's `detail-type`: `User.Created`. */
  readonly type: string;
  /** When there is one, in a sentence. */
  readonly description: string;
  readonly detail: z.ZodType;
}

const text = (description: string) => z.string().meta({ description });

const common = {
  id: text('The same for each delivery of this event, and for no other event.'),
  tenant: text('The tenant whose directory changed.'),
  time: text('When it was committed: ISO 8601 in UTC.'),
  subject: text(
    'What the order is kept of: the uri of the resource; of a membership that, "#" and the id of the member.',
  ),
  sequence: text('Of two events with one subject the later one has the larger text, compared character by character.'),
};
const uri = text('From the base URL of any connection of the tenant on: GET shows the resource as it is now.');
const attributes = z
  .array(z.string())
  .meta({ description: 'Paths of the attributes that were added, revised or removed.' });
const version = text('The entity tag of the resource after the event.');
const omitted = z.array(z.string()).optional().meta({
  description: 'What was left out because the event was too large: "before", or attributes such as "after.photos".',
});
const member = z
  .looseObject({ value: z.string(), $ref: z.string(), type: z.string(), display: z.string().optional() })
  .meta({ id: 'Member', description: 'The member as the group lists it.' });

/** The events of these resource types, type by type. */
export function eventSchemas(types: readonly ResourceType[]): readonly EventSchema[] {
  return types.flatMap((type) => [
    ...resourceEvents(type),
    ...(type.memberAttribute === undefined ? [] : memberEvents(type)),
  ]);
}

/** A token that ends soon; of every deployment, whatever its resource types. */
export const tokenExpiresSoon = define(
  'Token.ExpiresSoon',
  'A token of a connection ends within 30, 7 or 2 days, and no other takes over from it.',
  {
    id: common.id,
    tenant: text('The tenant whose connection it opens.'),
    time: text('When it was announced: ISO 8601 in UTC.'),
    subject: text('The connection and the token.'),
    provider: text('The identity provider of the connection.'),
    token: z.looseObject({ id: z.string(), label: z.string() }),
    expiresAt: text('When it ends: ISO 8601 in UTC.'),
    days: z.int().min(1).max(30).meta({ description: 'The days that are left, or a part of the last one.' }),
  },
);

function resourceEvents(type: ResourceType): readonly EventSchema[] {
  const { name } = type;
  const state = resourceSchema(type);
  const nothing = z.null();
  const resource = z.looseObject({ type: z.literal(name), id: z.string(), uri, externalId: z.string().optional() });
  const event = (what: string, description: string, fields: z.ZodRawShape): EventSchema =>
    define(`${name}.${what}`, description, { ...common, resource, ...fields, omitted });
  const changed = { version, attributes, before: state.optional(), after: state };
  return [
    event('Created', `A ${name} was created, or came back after it was deleted.`, {
      version,
      before: nothing,
      after: state,
    }),
    event('Updated', `Attributes of a ${name} changed.`, changed),
    ...(canBeInactive(type)
      ? [
          event('Deactivated', `active of a ${name} became false; other attributes may have changed with it.`, changed),
          event(
            'Reactivated',
            `active of a ${name} is not false any more; other attributes may have changed with it.`,
            changed,
          ),
        ]
      : []),
    event('Deleted', `A ${name} was deleted, for good or to be kept for a while.`, { before: state, after: nothing }),
  ];
}

function memberEvents({ name }: ResourceType): readonly EventSchema[] {
  const resource = z.looseObject({ type: z.literal(name), id: z.string(), uri });
  const event = (what: string, description: string, fields: z.ZodRawShape): EventSchema =>
    define(`${name}.${what}`, description, { ...common, resource, member, ...fields });
  return [
    event('MemberAdded', `Somebody became a member of a ${name}.`, { before: z.null(), after: member }),
    event('MemberRemoved', `Somebody left a ${name}, or was deleted, or the ${name} was.`, {
      before: member,
      after: z.null(),
    }),
  ];
}

function define(type: string, description: string, fields: z.ZodRawShape): EventSchema {
  const { id, ...others } = fields;
  const shape = { id, type: z.literal(type), ...others } as z.ZodRawShape;
  return { type, description, detail: z.looseObject(shape).meta({ id: type.replace('.', ''), description }) };
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema draft 4 of an event as EventBridge hands it to a target. */
export function toJsonSchema({ type, description, detail }: EventSchema): JsonSchema {
  const event = z.looseObject({
    version: z.string(),
    id: z.string(),
    'detail-type': z.literal(type),
    source: z.literal(eventSource),
    account: z.string(),
    time: z.string(),
    region: z.string(),
    resources: z.array(z.string()),
    detail,
  });
  const { $schema, ...schema } = z.toJSONSchema(event, { target: 'draft-4' });
  return { $schema, title: type, description, ...schema };
}
