import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isJsonObject, type Json, type JsonObject } from '#scim/json.ts';
import { maxOperations, maxPayloadSize } from '#scim/message/bulk-request.ts';
import {
  discoverySchemas,
  resourceTypeResource,
  schemaResource,
  serviceProviderConfig,
} from '#scim/message/discovery.ts';
import { cursorTimeout, defaultCount, maxCount } from '#scim/message/list-request.ts';
import type { Attribute, Schema } from '#scim/schema/attribute.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from '#scim/urns.ts';

const baseUrl = 'https://example.com/provisioning/generic/v2';

function example(file: string): Json {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rfc', file), 'utf8')) as Json;
}

function schemaNamed(urn: string): Schema {
  const found = discoverySchemas().find(({ id }) => id === urn);
  if (found === undefined) throw new Error(urn);
  return found;
}

/** Paths of `value` that its own schema does not describe, and of required attributes that it lacks. */
function violations(attributes: readonly Attribute[], value: JsonObject, at = ''): readonly string[] {
  const unknown = Object.keys(value).filter((name) => !attributes.some((attribute) => attribute.name === name));
  const below = attributes.flatMap((attribute) => {
    const found = value[attribute.name];
    const path = `${at}${attribute.name}`;
    if (found === undefined) return attribute.required ? [`${path} is missing`] : [];
    if (Array.isArray(found) !== attribute.multiValued) return [`${path} is ${typeof found}`];
    const elements = (Array.isArray(found) ? found : [found]) as readonly Json[];
    if (attribute.type !== 'complex') return [];
    return elements.flatMap((element) =>
      isJsonObject(element) ? violations(attribute.subAttributes ?? [], element, `${path}.`) : [`${path} is no object`],
    );
  });
  return [...unknown.map((name) => `${at}${name} is unknown`), ...below];
}

function bodyOf({ schemas: _1, meta: _2, ...body }: JsonObject): JsonObject {
  return body;
}

describe('discovery', () => {
  test('the configuration says what this service provider does, and no more', () => {
    expect(serviceProviderConfig(baseUrl)).toMatchObject({
      schemas: [serviceProviderConfigSchema],
      patch: { supported: true },
      bulk: { supported: true, maxOperations, maxPayloadSize },
      filter: { supported: true, maxResults: maxCount },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  // authentik cuts its group changes into pieces of maxOperations, whether bulk is supported or not.
  test('the limits of bulk are numbers a client can divide by', () => {
    const { bulk } = serviceProviderConfig(baseUrl);
    expect(bulk).toMatchObject({ maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) });
    expect(Math.min(...Object.values(bulk as JsonObject).filter((limit) => typeof limit === 'number'))).toBeGreaterThan(
      0,
    );
  });

  test('the configuration says how to page, as RFC 9865 §4 has it', () => {
    const { pagination } = serviceProviderConfig(baseUrl);
    expect(pagination).toEqual({
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: defaultCount,
      maxPageSize: maxCount,
      cursorTimeout,
    });
    const theirs = example('rfc9865-4-pagination.json') as JsonObject;
    expect(Object.keys(pagination as JsonObject)).toEqual(Object.keys(theirs));
    const { attributes } = schemaNamed(serviceProviderConfigSchema);
    const described = attributes.filter(({ name }) => name === 'pagination');
    expect(violations(described, { pagination: theirs })).toEqual([]);
    expect(described[0]?.subAttributes?.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      'cursor',
      'index',
    ]);
  });

  test('the configuration follows its schema', () => {
    const { attributes } = schemaNamed(serviceProviderConfigSchema);
    expect(violations(attributes, bodyOf(serviceProviderConfig(baseUrl)))).toEqual([]);
    expect(violations(attributes, bodyOf(example('rfc7643-8.5-service-provider-config.json') as JsonObject))).toEqual(
      [],
    );
  });

  test.each(resourceTypes.map((type) => [type.name, type] as const))(
    'the resource type %s follows its schema',
    (_, type) => {
      const resource = resourceTypeResource(type, baseUrl);
      expect(violations(schemaNamed(resourceTypeSchema).attributes, bodyOf(resource))).toEqual([]);
      expect(resource).toMatchObject({
        schemas: [resourceTypeSchema],
        meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
      });
    },
  );

  test.each(discoverySchemas().map((schema) => [schema.id, schema] as const))(
    'the schema %s follows its own',
    (_, schema) => {
      const resource = schemaResource(schema, baseUrl);
      // §7 demands `required` and `multiValued` of every attribute; the rest has defaults.
      expect(
        violations(schemaNamed(schemaSchema).attributes, bodyOf(resource)).filter((path) => !isNested(path)),
      ).toEqual([]);
      expect(resource.meta).toEqual({ resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` });
    },
  );

  test('every schema of a resource type can be looked up', () => {
    const ids = discoverySchemas().map(({ id }) => id);
    const used = resourceTypes.flatMap(({ schema, extensions }) => [schema.id, ...extensions.map((e) => e.schema.id)]);
    expect(ids).toEqual(expect.arrayContaining(used));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('no answer holds a null', () => {
    const answers = [
      serviceProviderConfig(baseUrl),
      ...resourceTypes.map((type) => resourceTypeResource(type, baseUrl)),
      ...discoverySchemas().map((schema) => schemaResource(schema, baseUrl)),
    ];
    expect(JSON.stringify(answers)).not.toContain('null');
    expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
  });
});

/** The schema of schemas describes two levels of attributes; it has itself a third. */
function isNested(path: string): boolean {
  return path.startsWith('attributes.subAttributes.subAttributes');
}
