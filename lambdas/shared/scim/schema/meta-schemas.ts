/** The schemas of the discovery endpoints (RFC 7643 §5–§7 and §8.7.2, RFC 9865 §4). */
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from '../urns.ts';
import { type Attribute, type AttributeTraits, defineAttribute, type Schema } from './attribute.ts';
import { complex } from './common-attributes.ts';

const readOnly: AttributeTraits = { mutability: 'readOnly' };
const needed: AttributeTraits = { ...readOnly, required: true };

const text = (name: string, description: string, traits: AttributeTraits = readOnly): Attribute =>
  defineAttribute(name, description, traits);
const flag = (name: string, description: string): Attribute =>
  defineAttribute(name, description, { ...needed, type: 'boolean' });
const number = (name: string, description: string): Attribute =>
  defineAttribute(name, description, { ...needed, type: 'integer' });
const size = (name: string, description: string): Attribute =>
  defineAttribute(name, description, { ...readOnly, type: 'integer' });
const uri = (
  name: string,
  description: string,
  traits: AttributeTraits,
  referenceTypes: readonly string[],
): Attribute => defineAttribute(name, description, { ...traits, type: 'reference', referenceTypes, caseExact: true });
const supported = flag('supported', 'Whether the operation is supported.');

export const serviceProviderConfigDefinition: Schema = {
  id: serviceProviderConfigSchema,
  name: 'Service Provider Configuration',
  description: "The service provider's configuration",
  attributes: [
    uri('documentationUri', "The URL of the service provider's documentation for people.", readOnly, ['external']),
    complex('patch', 'PATCH options.', [supported], needed),
    complex(
      'bulk',
      'Bulk options.',
      [
        supported,
        number('maxOperations', 'The largest number of operations.'),
        number('maxPayloadSize', 'The largest payload in bytes.'),
      ],
      needed,
    ),
    complex('filter', 'Filter options.', [supported, number('maxResults', 'The largest number of results.')], needed),
    complex('changePassword', 'Options of changing a password.', [supported], needed),
    complex('sort', 'Sort options.', [supported], needed),
    complex('etag', 'Entity tag options.', [supported], needed),
    complex(
      'pagination',
      'Pagination options.',
      [
        flag('cursor', 'Whether there is cursor-based pagination.'),
        flag('index', 'Whether there is index-based pagination.'),
        text('defaultPaginationMethod', 'What a request gets that asks for neither.', {
          ...readOnly,
          canonicalValues: ['cursor', 'index'],
        }),
        size('defaultPageSize', 'The number of results in a page without a count.'),
        size('maxPageSize', 'The largest number of results in a page.'),
        size('cursorTimeout', 'For how many seconds at least a cursor is valid between two requests.'),
      ],
      readOnly,
    ),
    complex(
      'authenticationSchemes',
      'Authentication schemes.',
      [
        text('type', 'The authentication scheme.', {
          ...needed,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        text('name', 'The name of the scheme.', needed),
        text('description', 'A description of the scheme.', needed),
        uri('specUri', "The URL of the scheme's specification.", readOnly, ['external']),
        uri('documentationUri', "The URL of the scheme's usage documentation.", readOnly, ['external']),
        defineAttribute('primary', 'Whether this is the preferred scheme.', { ...readOnly, type: 'boolean' }),
      ],
      { ...needed, multiValued: true },
    ),
  ],
};

export const resourceTypeSchemaDefinition: Schema = {
  id: resourceTypeSchema,
  name: 'ResourceType',
  description: 'The schema and the endpoint of a type of resource',
  attributes: [
    text('id', "The resource type's identifier, often the same as its name."),
    text('name', 'The name of the resource type.', needed),
    text('description', 'The description of the resource type.'),
    uri('endpoint', "The resource type's endpoint, relative to the base URL.", needed, ['uri']),
    uri('schema', 'The URI of its primary schema.', needed, ['uri']),
    complex(
      'schemaExtensions',
      'The schema extensions of the resource type.',
      [
        uri('schema', 'The URI of an extension.', needed, ['uri']),
        flag('required', 'Whether a resource of this type must have the extension.'),
      ],
      { ...readOnly, multiValued: true },
    ),
  ],
};

/** Characteristics of attributes; sub-attributes have the same but for sub-attributes of their own. */
const characteristics: readonly Attribute[] = [
  text('name', 'The name of the attribute.', { ...needed, caseExact: true }),
  text('type', 'The data type.', {
    ...needed,
    canonicalValues: ['string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'],
  }),
  flag('multiValued', 'Whether the attribute has several values.'),
  text('description', 'A description for people.'),
  flag('required', 'Whether the attribute is required.'),
  text('canonicalValues', 'Suggested values.', { ...readOnly, multiValued: true, caseExact: true }),
  defineAttribute('caseExact', 'Whether values are case sensitive.', { ...readOnly, type: 'boolean' }),
  text('mutability', 'Whether the attribute can be changed.', {
    ...readOnly,
    caseExact: true,
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  text('returned', 'When the attribute is returned.', {
    ...readOnly,
    caseExact: true,
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  text('uniqueness', 'Whether values must be unique.', {
    ...readOnly,
    caseExact: true,
    canonicalValues: ['none', 'server', 'global'],
  }),
  text('referenceTypes', 'The types that a reference may refer to.', {
    ...readOnly,
    multiValued: true,
    caseExact: true,
  }),
];

export const schemaSchemaDefinition: Schema = {
  id: schemaSchema,
  name: 'Schema',
  description: 'The description of a schema',
  attributes: [
    text('id', 'The URI of the schema.', { ...needed, caseExact: true }),
    text('name', 'The name of the schema.', needed),
    text('description', 'The description of the schema.'),
    complex(
      'attributes',
      'The attributes of the schema.',
      [
        ...characteristics,
        complex('subAttributes', 'The sub-attributes of a complex attribute.', characteristics, {
          ...readOnly,
          multiValued: true,
        }),
      ],
      { ...needed, multiValued: true },
    ),
  ],
};
