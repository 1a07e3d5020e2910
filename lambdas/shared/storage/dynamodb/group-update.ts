/** What every change of memberships does to the resource that has them. */
import { formats, markOf } from './document-format.ts';
import type { Key } from './keys.ts';
import type { Update } from './write.ts';

const mark = markOf(formats);

export interface GroupUpdate {
  readonly key: Key;
  /** The new `lastModified`. */
  readonly at: string;
  readonly added: number;
  readonly removed: number;
  /** The new document, as text, when that changes too. */
  readonly doc?: string;
  /** The version that must be the stored one; without it the change goes onto any version. */
  readonly version?: number;
  /** The staged change to commit. */
  readonly change?: { readonly id: string; readonly next: number; readonly chunks: number };
}

/**
 * Counts up the version. Refused while a staged change is not written to all of its memberships: a membership item
 * does not say then whether it is one (docs/adr/0003).
 */
export function groupUpdate({ key, at, added, removed, doc, version, change }: GroupUpdate): Update {
  const set = ['#lastModified = :at'];
  const condition = ['attribute_exists(#pk)', 'attribute_not_exists(#change)'];
  const values: Record<string, unknown> = { ':at': at, ':one': 1, ':delta': added - removed };
  if (doc !== undefined) {
    set.push('#doc = :doc', ...mark.set);
    Object.assign(values, { ':doc': doc, ...mark.values });
  }
  if (change !== undefined) {
    set.push('#change = :change');
    values[':change'] = change;
  }
  if (version !== undefined) {
    condition.push('#version = :version');
    values[':version'] = version;
  }
  // A reader of many memberships reads again only when a change of more than one came between.
  const batch = added + removed > 1 ? ', #batches :one' : '';
  return {
    kind: 'update',
    key,
    expression: `SET ${set.join(', ')} ADD #version :one, #memberCount :delta${batch}${doc === undefined ? '' : mark.clause}`,
    condition: condition.join(' AND '),
    values,
  };
}
