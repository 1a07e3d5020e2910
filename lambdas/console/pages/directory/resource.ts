/** What pages show of a SCIM resource; attributes may be absent, and extensions may add any. */
import type { Response } from '#admin/contract/call.ts';

export type ScimResource = Response<'getUser'>;

/** The attribute as text; undefined where it is none, or empty. */
export function textOf(resource: ScimResource, attribute: string): string | undefined {
  const value = resource[attribute];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The primary value of a multi-valued attribute, else its first (RFC 7643 §2.4). */
export function primaryOf(resource: ScimResource, attribute: string): string | undefined {
  const values = resource[attribute];
  if (!Array.isArray(values)) return undefined;
  const records: readonly unknown[] = values;
  const primary = records.find((each) => isRecord(each) && each.primary === true) ?? records[0];
  return isRecord(primary) && typeof primary.value === 'string' ? primary.value : undefined;
}

/** A user whose `active` is absent is taken for active. */
export function isActive(resource: ScimResource): boolean {
  return resource.active !== false;
}

export function lastModifiedOf(resource: ScimResource): string | undefined {
  return isRecord(resource.meta) && typeof resource.meta.lastModified === 'string'
    ? resource.meta.lastModified
    : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
