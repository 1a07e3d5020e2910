import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import type { Json, JsonObject } from '#scim/json.ts';
import { resourceTypeResource, schemaResource } from '#scim/message/discovery.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { parseProjection, selectAttributes } from '#scim/projection/select.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import { parseResource, validateDocument } from '#scim/schema/validate.ts';
import { devicesDocument, deviceType, deviceUrn, inventoryUrn } from '../../../../support/devices.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const urn = 'urn:example:scim:schemas:2.0:Thing';
const more = 'urn:example:scim:schemas:extension:2.0:Thing';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((value) => value.trim() !== '');
const uuid = fc.uuid().map((id) => `urn:uuid:${id}`);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 30 }).map((value) => Buffer.from(value).toString('base64'));
const instant = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString());

/** Each simple type with values that it takes, in canonical form. */
const simple: Readonly<Record<string, { readonly traits?: object; readonly values: fc.Arbitrary<Json> }>> = {
  string: { values: text },
  boolean: { values: fc.boolean() },
  integer: { values: fc.maxSafeInteger() },
  decimal: { values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0) },
  dateTime: { values: instant },
  reference: { traits: { referenceTypes: ['external'] }, values: uuid },
  binary: { values: bytes },
};

/** An attribute of any type with a value for it. */
const attributeWithValue = fc
  .record({ type: fc.constantFrom(...Object.keys(simple)), multiValued: fc.boolean(), isComplex: fc.boolean() })
  .chain(({ type, multiValued, isComplex }) => {
    const { traits = {}, values } = simple[type] ?? { values: text };
    const definition = { name: isComplex ? 'inner' : 'attribute', type, ...traits };
    const whole = isComplex ? { name: 'attribute', type: 'complex', subAttributes: [definition] } : definition;
    const element: fc.Arbitrary<Json> = isComplex ? values.map((inner) => ({ inner })) : values;
    const several = fc.uniqueArray(element, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) });
    return (multiValued ? several : element).map((value: Json) => ({
      type,
      definition: { ...whole, multiValued },
      value,
    }));
  });

const typeOf = (definition: object) => {
  const document = {
    Schemas: [
      { id: urn, attributes: [definition, { name: 'other' }] },
      { id: more, attributes: [definition] },
    ],
    ResourceTypes: [{ name: 'Thing', endpoint: '/Things', schema: urn, schemaExtensions: [{ schema: more }] }],
  };
  const [, , type] = readCustomSchemas(document).resourceTypes;
  if (type === undefined) throw new Error('The document has one resource type.');
  return type;
};

const stateOf = (document: JsonObject): ResourceState => ({
  id: '6f9cd85f-9b08-4a2a-9b7d-3a1f0e9a7c11',
  version: 1,
  created: '2026-01-31T12:00:00.000Z',
  lastModified: '2026-01-31T12:00:00.000Z',
  document,
});

describe('an attribute of any type', () => {
  test('is stored as it was sent, shown as it was stored, patched and found, in a schema and in an extension', () => {
    fc.assert(
      fc.property(attributeWithValue, ({ definition, value }) => {
        const type = typeOf(definition);
        const body = { attribute: value, [more]: { attribute: value } };
        const { document, ignored } = parseResource(body, type);
        expect(ignored).toEqual([]);
        expect(document).toEqual(body);
        expect(parseResource(document, type).document).toEqual(document);

        const full = toResource(stateOf(document), type, 'https://example.com/v2');
        expect(selectAttributes(full, parseProjection({}, type), type)).toEqual(full);
        expect(full).toMatchObject({ schemas: [urn, more], attribute: value });

        const Operations = [
          { op: 'add', path: 'attribute', value },
          { op: 'add', path: `${more}:attribute`, value },
        ];
        const { operations } = parsePatch({ schemas: [patchOp], Operations }, type);
        const patched = applyPatch({}, operations);
        expect(patched).toEqual(document);
        expect(applyPatch(document, operations)).toBe(document);
        for (const path of ['attribute', `${urn}:attribute`, `${more}:attribute`]) {
          expect(compileFilter(parseFilter(`${path} pr`, type))(full)).toBe(true);
        }
      }),
      propertyRuns,
    );
  });

  test('is found by each value it has', () => {
    fc.assert(
      fc.property(attributeWithValue, ({ type: kind, definition, value }) => {
        const type = typeOf(definition);
        const full = toResource(stateOf({ [more]: { attribute: value } }), type, '');
        for (const element of [value].flat()) {
          const [path, wanted] =
            typeof element === 'object' ? ['attribute.inner', (element as JsonObject).inner] : ['attribute', element];
          const literal = JSON.stringify(wanted);
          expect([kind, compileFilter(parseFilter(`${more}:${path} eq ${literal}`, type))(full)]).toEqual([kind, true]);
        }
      }),
      propertyRuns,
    );
  });

  test('is shown by discovery in a form that can be read again', () => {
    fc.assert(
      fc.property(attributeWithValue, ({ definition }) => {
        const type = typeOf(definition);
        const schemas = [type.schema, ...type.extensions.map(({ schema }) => schema)];
        const again = readCustomSchemas({
          Schemas: schemas.map((schema) => schemaResource(schema, 'https://example.com/v2')),
          ResourceTypes: [resourceTypeResource(type, 'https://example.com/v2')],
        });
        expect(again.resourceTypes[2]).toEqual(type);
      }),
      propertyRuns,
    );
  });
});

describe('discovery', () => {
  test('shows the example in a form that can be read again', () => {
    const { schemas, resourceTypes } = readCustomSchemas(devicesDocument);
    const { ResourceTypes } = devicesDocument as { ResourceTypes: object[] };
    const again = readCustomSchemas({
      Schemas: schemas.map((schema) => schemaResource(schema, '')),
      ResourceTypes: [ResourceTypes[0], { ...ResourceTypes[1], ...resourceTypeResource(deviceType, '') }],
    });
    expect(again).toEqual({ schemas, resourceTypes });
  });
});

describe('a device', () => {
  const inventory = { [inventoryUrn]: { assetTag: 'A-1' } };
  const device = { serialNumber: 'SN1', ...inventory };

  test.each<[string, object, string]>([
    ['without a required attribute', inventory, 'serialNumber is required'],
    ['without its required extension', { serialNumber: 'SN1' }, `${inventoryUrn} is a required extension of Device`],
    [
      'without what its extension requires',
      { ...device, [inventoryUrn]: { price: 1 } },
      `${inventoryUrn}:assetTag is required`,
    ],
    [
      'with an owner without an id',
      { ...device, owner: { $ref: 'https://example.com/v2/Users/1', value: ' ' } },
      'owner.value is required',
    ],
    [
      'with a port without an address',
      { ...device, ports: [{ value: 'a' }, { type: 'wifi' }] },
      'ports.value is required',
    ],
    [
      'with a speed that is a text',
      { ...device, ports: [{ value: 'a', speed: 'fast' }] },
      'ports.speed: "fast" is not accepted; it must be an integer',
    ],
  ])('is refused %s', (_, body, detail) => {
    expect(() => parseResource({ schemas: [deviceUrn, inventoryUrn], ...body }, deviceType)).toThrow(detail);
  });

  test.each<[string, object]>([
    ['the extension', { op: 'remove', path: inventoryUrn }],
    ['what the extension requires', { op: 'remove', path: `${inventoryUrn}:assetTag` }],
    [
      'what the extension requires, by replacing it with nothing',
      { op: 'replace', path: `${inventoryUrn}:assetTag`, value: '' },
    ],
    ['the address of a port', { op: 'remove', path: 'ports[type eq "wifi"].value' }],
    ['the addresses of all ports', { op: 'remove', path: 'ports.value' }],
  ])('keeps %s under PATCH', (_, operation) => {
    const document = parseResource({ ...device, ports: [{ value: 'a', type: 'wifi' }] }, deviceType).document;
    const patch = () => {
      const { operations } = parsePatch({ schemas: [patchOp], Operations: [operation] }, deviceType);
      validateDocument(applyPatch(document, operations), deviceType);
    };
    expect(patch).toThrow(/required/);
  });

  test('does not keep what is never returned', () => {
    const { document, ignored } = parseResource({ ...device, unlockCode: '1234' }, deviceType);
    expect([document, ignored]).toEqual([device, []]);
  });
});

describe('a sub-attribute with several values', () => {
  const type = typeOf({ name: 'attribute', type: 'complex', subAttributes: [{ name: 'inner', multiValued: true }] });

  test.each<[string, object, Json]>([
    ['grows by add', { op: 'add', path: 'attribute.inner', value: ['b', 'c'] }, { inner: ['a', 'b', 'c'] }],
    ['is replaced', { op: 'replace', path: 'attribute.inner', value: ['c'] }, { inner: ['c'] }],
  ])('%s', (_, operation, expected) => {
    const { operations } = parsePatch({ schemas: [patchOp], Operations: [operation] }, type);
    expect(applyPatch({ attribute: { inner: ['a', 'b'] } }, operations)).toEqual({ attribute: expected });
  });
});
