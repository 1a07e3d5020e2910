/** TypeScript of JSON schemas, as far as those of events go. */
import type { JsonSchema } from './event-schemas.ts';

type Fields = Readonly<Record<string, JsonSchema>>;

/** An interface for each definition of the schemas, in their order; those of one name are the same. */
export function toInterfaces(schemas: readonly JsonSchema[]): string {
  const definitions = new Map(schemas.flatMap(({ definitions = {} }) => Object.entries(definitions as Fields)));
  return [...definitions]
    .map(([name, definition]) => `${comment(definition, '')}export interface ${name} ${typeOf(definition, '')}\n`)
    .join('\n');
}

function typeOf(
  { $ref, allOf, anyOf, enum: values, type, items, properties, required = [] }: JsonSchema,
  indent: string,
): string {
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? '';
  if (Array.isArray(allOf)) return allOf.map((one) => typeOf(one as JsonSchema, indent)).join(' & ');
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(one as JsonSchema, indent)).join(' | ');
  if (Array.isArray(values)) return values.map((value) => `'${String(value)}'`).join(' | ');
  if (type === 'array') return `readonly ${elementOf(items as JsonSchema, indent)}[]`;
  if (type !== 'object') return type === 'integer' ? 'number' : String(type);
  const inner = `${indent}  `;
  const members = Object.entries(properties as Fields).map(([name, property]) => {
    const key = /^[a-z$]\w*$/i.test(name) ? name : `'${name}'`;
    const mark = (required as readonly string[]).includes(name) ? '' : '?';
    return `${comment(property, inner)}${inner}readonly ${key}${mark}: ${typeOf(property, inner)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function elementOf(items: JsonSchema, indent: string): string {
  const element = typeOf(items, indent);
  return /[|]/.test(element) && !element.startsWith('{') ? `(${element})` : element;
}

function comment({ description }: JsonSchema, indent: string): string {
  return typeof description === 'string' ? `${indent}/** ${description} */\n` : '';
}
