/** What RFC 7643 and 7644 demand of schemas and discovery; `test/rfc/requirements/` says which sentence is shown where. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { connection, type JsonBody, send } from './support/client.ts';

interface AttributeBody {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly subAttributes?: readonly AttributeBody[];
  readonly referenceTypes?: readonly string[];
}

interface SchemaBody extends JsonBody {
  readonly id: string;
  readonly attributes: readonly AttributeBody[];
}

const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const messages = 'urn:ietf:params:scim:api:messages:2.0';
let schemas: readonly SchemaBody[];
let types: readonly JsonBody[];

beforeAll(async () => {
  schemas = ((await send('GET', '/Schemas')).json.Resources ?? []) as readonly SchemaBody[];
  types = (await send('GET', '/ResourceTypes')).json.Resources ?? [];
});

/** The schemas of resources; the one that describes schemas has a level more than any other. */
function resourceSchemas(): readonly SchemaBody[] {
  return schemas.filter(({ id }) => !/:(Schema|ResourceType|ServiceProviderConfig)$/.test(id));
}

function withSubAttributes(attributes: readonly AttributeBody[]): readonly AttributeBody[] {
  return attributes.flatMap((attribute) => [attribute, ...withSubAttributes(attribute.subAttributes ?? [])]);
}

describe('schemas', () => {
  test('attribute names keep to the grammar', () => {
    const names = schemas.flatMap(({ attributes }) => withSubAttributes(attributes)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(100);
    // `$ref` is the RFC's own exception.
    expect(names.filter((name) => name !== '$ref' && !/^[a-z][$\-_0-9a-z]*$/i.test(name))).toEqual([]);
  });

  test('schemas use the data types of the RFC and no others', () => {
    const known = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary', 'complex'];
    const used = schemas.flatMap(({ attributes }) => withSubAttributes(attributes)).map(({ type }) => type);
    expect(used.filter((type) => !known.includes(type))).toEqual([]);
  });

  test('only complex attributes have sub-attributes, and those have none of their own', () => {
    for (const { type, subAttributes } of resourceSchemas().flatMap(({ attributes }) => attributes)) {
      expect(subAttributes !== undefined).toBe(type === 'complex');
      expect((subAttributes ?? []).filter((sub) => sub.type === 'complex' || sub.subAttributes)).toEqual([]);
    }
  });

  test.each([
    ['primary', 'boolean'],
    ['$ref', 'reference'],
    ['type', 'string'],
    ['display', 'string'],
  ])('the predefined sub-attributes have one meaning everywhere: %s is %s', (name, type) => {
    const subs = resourceSchemas().flatMap(({ attributes }) => attributes.flatMap((each) => each.subAttributes ?? []));
    expect(new Set(subs.filter((sub) => sub.name === name).map((sub) => sub.type))).toEqual(new Set([type]));
  });

  test('extensions redefine no attribute of the core', () => {
    const namesOf = (urn: string) =>
      (schemas.find(({ id }) => id === urn)?.attributes ?? []).map(({ name }) => name.toLowerCase());
    for (const { schema, schemaExtensions } of types) {
      const core = ['schemas', 'id', 'externalid', 'meta', ...namesOf(String(schema))];
      for (const { schema: urn } of (schemaExtensions ?? []) as readonly { readonly schema: string }[]) {
        expect(namesOf(urn)).not.toHaveLength(0);
        expect(namesOf(urn).filter((name) => core.includes(name))).toEqual([]);
      }
    }
  });

  test('a manager is a reference to a user', () => {
    const manager = schemas
      .find(({ id }) => id === extension)
      ?.attributes.find(({ name }) => name === 'manager')?.subAttributes;
    expect(manager).toMatchObject([
      { name: 'value', type: 'string' },
      { name: '$ref', type: 'reference', referenceTypes: ['User'] },
      { name: 'displayName', mutability: 'readOnly' },
    ]);
  });
});

describe('discovery', () => {
  test('resource types and schemas have names and descriptions', () => {
    expect([types.length, schemas.length].every((length) => length > 1)).toBe(true);
    for (const resource of [...types, ...schemas]) {
      expect(resource).toMatchObject({ id: expect.any(String), name: expect.any(String) });
      expect(resource.description).toMatch(/\w/);
    }
    const all = schemas.flatMap(({ attributes }) => withSubAttributes(attributes));
    expect(all.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });

  test('endpoints are the names of their resource types with an s', () => {
    for (const { name, endpoint } of types) expect(endpoint).toBe(`/${String(name)}s`);
  });

  test('the configuration names the scheme and its specification', async () => {
    const { json } = await send('GET', '/ServiceProviderConfig');
    expect(json.authenticationSchemes).toEqual([
      expect.objectContaining({ type: 'oauthbearertoken', specUri: 'https://www.rfc-editor.org/rfc/rfc6750' }),
    ]);
  });

  test('messages name their schema, and it is none of /Schemas', async () => {
    const answers = await Promise.all(['/Schemas', '/ResourceTypes', '/Users?count=0', '/Users/x'].map(read));
    const urns = answers.flatMap((answer) => answer.schemas as readonly string[]);
    const list = `${messages}:ListResponse`;
    expect(urns).toEqual([list, list, list, `${messages}:Error`]);
    for (const urn of [list, `${messages}:Error`, `${messages}:PatchOp`]) {
      await expect(send('GET', `/Schemas/${urn}`)).resolves.toMatchObject({ status: 404 });
    }
    expect(schemas.filter(({ id }) => id.startsWith('urn:ietf:params:scim:api'))).toEqual([]);
  });

  test.each(['/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/ResourceTypes/User'])(
    'discovery ignores query parameters and refuses a filter: %s',
    async (path) => {
      const plain = await send('GET', path);
      const query = 'startIndex=2&count=1&sortBy=id&sortOrder=descending&attributes=name&excludedAttributes=id';
      await expect(send('GET', `${path}?${query}`)).resolves.toMatchObject({ status: 200, text: plain.text });
      const filtered = await send('GET', `${path}?filter=${encodeURIComponent('name eq "User"')}`);
      expect(filtered.status).toBe(403);
      expect(filtered.json).toMatchObject({ schemas: [`${messages}:Error`], status: '403' });
    },
  );

  test('what discovery answers lies where it says', async () => {
    const { baseUrl } = connection();
    for (const { meta } of [...types, ...schemas]) {
      const location = meta?.location ?? '';
      expect(location.startsWith(`${baseUrl}/`)).toBe(true);
      await expect(send('GET', location.slice(baseUrl.length))).resolves.toMatchObject({ json: { meta } });
    }
  });
});

async function read(path: string): Promise<JsonBody> {
  return (await send('GET', path)).json;
}
