import { describe, expect, test } from '@jest/globals';
import { printAttributePath } from '#scim/path/attribute-path.ts';
import { resolvePath } from '#scim/path/resolve.ts';
import { findAttribute, topLevelAttributes } from '#scim/schema/lookup.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';

describe.each(resourceTypes.map((type) => [type.name, type] as const))('resource type %s', (_, type) => {
  test('indexes attributes that the schema has, in its spelling, and that are stored', () => {
    expect(type.indexes.length).toBeGreaterThan(0);
    for (const { path } of type.indexes) {
      const resolved = resolvePath(path, type);
      if (resolved?.kind !== 'attribute') throw new Error(path);
      expect(printAttributePath(resolved.path)).toBe(path);
      expect(resolved.path.attribute).toMatchObject({ returned: 'default', mutability: 'readWrite' });
    }
  });

  test('enforces the uniqueness that its schema promises', () => {
    const promised = type.schema.attributes.filter(({ uniqueness }) => uniqueness !== 'none').map(({ name }) => name);
    expect(type.indexes.filter(({ unique }) => unique).map(({ path }) => path)).toEqual(promised);
  });

  test('names attributes that the schema has', () => {
    const named = [...type.displayAttributes, ...type.keptOnReplace, ...Object.keys(type.defaults)];
    const special = [type.memberAttribute, type.memberOfAttribute].filter((name) => name !== undefined);
    for (const name of [...named, ...special]) {
      expect(findAttribute(topLevelAttributes(type), name)?.name).toBe(name);
    }
  });

  test('has room for its index entries in a transaction of 12 write units', () => {
    // Two units per KB and item: the resource of up to 2 KB, its counter, and one entry for each index.
    expect(4 + 2 + 2 * type.indexes.length).toBeLessThanOrEqual(12);
  });
});
