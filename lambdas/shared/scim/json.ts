/** JSON as it travels and as it is stored (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. Attribute names are own, enumerable keys; `undefined` never stands for a value. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether `value` is a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
