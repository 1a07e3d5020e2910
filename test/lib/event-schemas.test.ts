import { describe, expect, test } from '@jest/globals';
import { eventSchemas, toJsonSchema, tokenExpiresSoon } from '#events/contract/event-schemas.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { devicesFile } from '../support/devices.ts';
import { resourcesOf, synthesize } from '../support/synthesize.ts';

describe('the registry of event schemas', () => {
  const published = (schemas?: string) =>
    resourcesOf(synthesize(schemas === undefined ? {} : { schemas }).api, 'AWS::EventSchemas::Schema').map(
      ([, { Properties }]) => Properties,
    );

  test('has each event of users, groups and tokens, as the documentation has it', () => {
    const found = published().map(({ SchemaName, Type, Content }) => [
      SchemaName,
      Type,
      JSON.parse(String(Content)) as unknown,
    ]);
    expect(found).toEqual(
      [...eventSchemas(resourceTypes), tokenExpiresSoon].map((schema) => [
        `rollcall@${schema.type}`,
        'JSONSchemaDraft4',
        toJsonSchema(schema),
      ]),
    );
    expect(found).toHaveLength(11);
  });

  test('has those of the resource types of a deployment, under names that EventBridge takes', () => {
    const names = published(devicesFile).map(({ SchemaName }) => String(SchemaName));
    expect(names).toEqual(expect.arrayContaining(['rollcall@Device.Created', 'rollcall@Device.Deleted']));
    for (const name of names) expect(name).toMatch(/^[\w.@-]{1,385}$/);
  });
});
