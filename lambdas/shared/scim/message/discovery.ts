/** What the discovery endpoints answer (RFC 7643 §5–§7, RFC 7644 §4). */
import type { Json, JsonObject } from '../json.ts';
import type { Attribute, Schema } from '../schema/attribute.ts';
import {
  resourceTypeSchemaDefinition,
  schemaSchemaDefinition,
  serviceProviderConfigDefinition,
} from '../schema/meta-schemas.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { resourceTypes } from '../schema/resource-types.ts';
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from '../urns.ts';
import { maxOperations, maxPayloadSize } from './bulk-request.ts';
import { cursorTimeout, defaultCount, maxCount } from './list-request.ts';

/** Every schema there is: those of the resource types, and those the discovery endpoints themselves speak. */
export function discoverySchemas(): readonly Schema[] {
  const used = resourceTypes.flatMap(({ schema, extensions }) => [
    schema,
    ...extensions.map((extension) => extension.schema),
  ]);
  // Two types can have the same extension.
  return [...new Set(used), serviceProviderConfigDefinition, resourceTypeSchemaDefinition, schemaSchemaDefinition];
}

/** The service provider's configuration (RFC 7643 §5, RFC 9865 §4). */
export function serviceProviderConfig(baseUrl: string): JsonObject {
  return {
    schemas: [serviceProviderConfigSchema],
    patch: { supported: true },
    bulk: { supported: true, maxOperations, maxPayloadSize },
    filter: { supported: true, maxResults: maxCount },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      // RFC 9865 §2.4: what a client gets that knows nothing of cursors.
      defaultPaginationMethod: 'index',
      defaultPageSize: defaultCount,
      maxPageSize: maxCount,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The token of the provisioning connection, in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** A resource type as a resource (RFC 7643 §6). */
export function resourceTypeResource(type: ResourceType, baseUrl: string): JsonObject {
  return {
    schemas: [resourceTypeSchema],
    id: type.id,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({ schema: schema.id, required })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
  };
}

/** A schema as a resource (RFC 7643 §7). */
export function schemaResource({ id, name, description, attributes }: Schema, baseUrl: string): JsonObject {
  return {
    schemas: [schemaSchema],
    id,
    name,
    description,
    attributes: attributes.map(attributeResource),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  };
}

/** Characteristics in the order of RFC 7643 §8.7; those that do not apply to the type are left out. */
function attributeResource(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, canonicalValues, subAttributes, referenceTypes } = attribute;
  const isText = type === 'string' || type === 'reference' || type === 'binary';
  const optional: Record<string, Json> = {
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(attributeResource) }),
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(isText ? { caseExact: attribute.caseExact } : {}),
    ...(referenceTypes === undefined ? {} : { referenceTypes }),
  };
  return {
    name,
    type,
    multiValued,
    description,
    required,
    ...optional,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
  };
}
