/** The OpenAPI 3.1 description of the admin API, made of the schemas that check its requests and answers. */
import * as z from 'zod';
import { type Operation, operations } from './operations.ts';
import { problem } from './problem.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

const version = '1.0.0';
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  description: 'Chosen by the client; a repeated request with the same key makes nothing twice (kept for a day).',
};
const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The whole document. `servers` are base URLs of the API, such as `https://…/admin/v1`. */
export function describeApi(servers: readonly string[]): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, operation] of Object.entries<Omit<Operation, 'id'>>(operations)) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, { [operation.method.toLowerCase()]: describe(id, operation) });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rollcall admin API',
      version,
      description: 'Tenants, connections, tokens, and what identity providers did.',
    },
    servers: servers.map((url) => ({ url })),
    // Either of them, each on its own path.
    security: [{ iam: [] }, { signedIn: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(namedSchemas().map((schema) => [idOf(schema), withoutMeta(definition(schema))])),
      securitySchemes: {
        iam: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'AWS Signature Version 4.' },
        signedIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'ID token of somebody who signed in to the user pool.',
        },
      },
    },
  };
}

function describe(operationId: string, { summary, role, body, answers, idempotent, ...input }: Omit<Operation, 'id'>) {
  const parameters = [
    ...parametersOf(input.parameters, 'path'),
    ...parametersOf(input.query, 'query'),
    ...(idempotent ? [idempotencyKey] : []),
  ];
  const responses = Object.entries(answers).map(([status, schema]) => [status, answer(status, schema)] as const);
  return {
    operationId,
    summary,
    'x-role': role,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: reference(body, 'input') } } } }),
    responses: Object.fromEntries<JsonSchema>([
      ...responses,
      ['default', problemAnswer('What was wrong, and what would be accepted.')],
    ]),
  };
}

function answer(status: string, schema: z.ZodType | undefined) {
  const description = { 200: 'As it is now', 201: 'Created', 202: 'Begun', 204: 'Done' }[status] ?? 'Done';
  if (schema === undefined) return { description };
  return { description, content: { 'application/json': { schema: reference(schema, 'output') } } };
}

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query') {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = withoutMeta(property as JsonSchema);
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

/** Every schema with a name that an operation speaks of, those inside others included. */
function namedSchemas(): readonly z.ZodType[] {
  const seen = new Set<z.ZodType>([problem]);
  for (const { body, answers } of Object.values<Omit<Operation, 'id'>>(operations)) {
    for (const schema of [body, ...Object.values(answers)]) if (schema !== undefined) collect(schema, seen);
  }
  return [...seen].filter((schema) => schema.meta()?.id !== undefined);
}

function collect(schema: z.ZodType, seen: Set<z.ZodType>): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  if (schema instanceof z.ZodObject) for (const inner of Object.values(schema.shape)) collect(inner as z.ZodType, seen);
  if (schema instanceof z.ZodArray) collect(schema.element as z.ZodType, seen);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) collect(schema.unwrap() as z.ZodType, seen);
}

/** Bodies are described as they may be sent, answers as they come. */
function definition(schema: z.ZodType): JsonSchema {
  const isInput = Object.values<Omit<Operation, 'id'>>(operations).some(({ body }) => body === schema);
  return schemaOf(schema, isInput ? 'input' : 'output');
}

function reference(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return schema.meta()?.id === undefined ? schemaOf(schema, io) : { $ref: `#/components/schemas/${idOf(schema)}` };
}

/** The schema itself, with references to the named ones inside it, which have a place of their own. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io });
  // A schema with a name stands among the definitions, and the root refers to it.
  const text = JSON.stringify($defs[idOf(schema)] ?? root).replaceAll('#/$defs/', '#/components/schemas/');
  return JSON.parse(text) as JsonSchema;
}

function idOf(schema: z.ZodType): string {
  return schema.meta()?.id ?? '';
}

/** What JSON Schema says of itself, OpenAPI says elsewhere. */
function withoutMeta(schema: JsonSchema): JsonSchema {
  return without(schema, ['$schema', 'id']);
}

function without(schema: object, names: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}
