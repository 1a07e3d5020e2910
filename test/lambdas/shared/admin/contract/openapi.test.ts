import { describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeApi } from '#admin/contract/openapi.ts';
import { operations } from '#admin/contract/operations.ts';

interface Description {
  readonly paths: Record<
    string,
    Record<string, { readonly operationId: string; readonly parameters?: readonly object[] }>
  >;
  readonly components: { readonly schemas: Record<string, object> };
}

const text = JSON.stringify(describeApi(['https://scim.example.com/operator/v1']));
const { paths, components } = JSON.parse(text) as Description;

describe('the OpenAPI description', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  test('has every operation, at its method and path', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    const expected = Object.entries(operations).map(([id, { method, path }]) => `${id} ${method} ${path}`);
    expect(new Set(described)).toEqual(new Set(expected));
  });

  test('refers to nothing that it does not have', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => !(name in components.schemas))).toEqual([]);
    expect(text).not.toContain('#/$defs');
    expect(Object.entries(components.schemas).filter(([, schema]) => !('properties' in schema))).toEqual([]);
    expect(components.schemas.NewTenant).toMatchObject({ type: 'object', required: ['id', 'displayName'] });
  });

  test('names each parameter of a path', () => {
    for (const [path, methods] of Object.entries(paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(methods)) {
        const described = parameters.filter((each) => 'in' in each && each.in === 'path');
        expect(described.map((each) => ('name' in each ? each.name : ''))).toEqual(named);
      }
    }
  });
});
