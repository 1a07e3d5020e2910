/** The attributes of a resource in the order in which they are shown. */
import { isRecord, type ScimResource } from './resource.ts';

export interface AttributeGroup {
  /** URN of an extension; undefined for the attributes of the resource type itself. */
  readonly schema?: string;
  readonly entries: readonly (readonly [name: string, value: unknown])[];
}

/** Shown elsewhere, or known to everybody who looks. */
const elsewhere = new Set(['schemas', 'groups', 'members']);

/** The type's own attributes, `meta` last, then those of each extension. */
export function attributesOf(resource: ScimResource): readonly AttributeGroup[] {
  const all = Object.entries(resource).filter(([name]) => !elsewhere.has(name));
  const own = all.filter(([name]) => !name.includes(':'));
  const ordered = [...own.filter(([name]) => name !== 'meta'), ...own.filter(([name]) => name === 'meta')];
  const extensions = all.flatMap(([schema, value]) =>
    schema.includes(':') && isRecord(value) ? [{ schema, entries: Object.entries(value) }] : [],
  );
  return [{ entries: ordered }, ...extensions];
}

/** A value in words: what is no text is JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return JSON.stringify(value) ?? '';
}
