/** `returned` (RFC 7643 §7) holds for every projection, also of attributes that a deployment adds. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '#scim/json.ts';
import { parseProjection, selectAttributes } from '#scim/projection/select.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import { complex } from '#scim/schema/common-attributes.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const kinds = ['always', 'never', 'request', 'default'] as const;
const urn = 'urn:example:returned';

/** One attribute of each kind, and a complex one, single and multi-valued, with a part of each kind. */
const parts = kinds.map((returned) => defineAttribute(`${returned}Part`, '', { returned }));
const attributes = [
  ...kinds.map((returned) => defineAttribute(`${returned}One`, '', { returned })),
  ...kinds.map((returned) => complex(`${returned}Whole`, '', parts, { returned })),
  ...kinds.map((returned) => complex(`${returned}List`, '', parts, { returned, multiValued: true })),
];
const type: ResourceType = {
  ...userType,
  schema: { ...userType.schema, attributes: [...userType.schema.attributes, ...attributes] },
  extensions: [{ schema: { id: urn, name: 'More', description: '', attributes }, required: false }],
};

const part: JsonObject = Object.fromEntries(kinds.map((kind): [string, Json] => [`${kind}Part`, `${kind}-value`]));
const fields: JsonObject = Object.fromEntries(
  kinds.flatMap((kind): [string, Json][] => [
    [`${kind}One`, `${kind}-value`],
    [`${kind}Whole`, part],
    [`${kind}List`, [part, part]],
  ]),
);
const resource: JsonObject = {
  schemas: [userType.schema.id, urn],
  id: 'id-1',
  userName: 'a',
  password: 'never-value',
  ...fields,
  [urn]: fields,
};

const wholes = kinds.flatMap((kind) => [`${kind}One`, `${kind}Whole`, `${kind}List`]);
const paths = wholes.flatMap((name) => [name, ...kinds.map((kind) => `${name}.${kind}Part`)]);
const name = fc.oneof(
  fc.constantFrom(...paths, ...paths.map((path) => `${urn}:${path}`), urn, 'password', 'PASSWORD', 'id', 'schemas'),
  fc.constantFrom('__proto__', 'constructor', ' ', '', `${urn}:`, `${userType.schema.id}:password`),
);
const query = fc.record({
  parameter: fc.constantFrom('attributes', 'excludedAttributes', 'neither'),
  names: fc.array(name, { minLength: 1, maxLength: 4 }),
});

describe('a projection', () => {
  test('never shows what is never returned, always what always is, and what is on request to who asks', () => {
    fc.assert(
      fc.property(query, ({ parameter, names }) => {
        const selected = selectAttributes(resource, parseProjection({ [parameter]: names.join(',') }, type), type);
        const text = JSON.stringify(selected);
        expect(text).not.toContain('never');
        expect(selected).toMatchObject({ id: 'id-1', schemas: [userType.schema.id, urn], alwaysOne: 'always-value' });
        expect(selected).toMatchObject({ [urn]: { alwaysOne: 'always-value' } });
        const asks = parameter === 'attributes' && names.some((asked) => /request|:returned$/i.test(asked));
        if (!asks) expect(text).not.toContain('request');
        if (parameter === 'attributes' && names.includes('requestOne')) {
          expect(selected).toHaveProperty('requestOne', 'request-value');
        }
      }),
      propertyRuns,
    );
  });
});
