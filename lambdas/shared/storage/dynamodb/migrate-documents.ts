/** Writing documents of older formats in the current one, beside the requests that read and write them (docs/adr/0202). */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { MigratedPage } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { formatOf, formats, markOf } from './document-format.ts';
import { encodeDocument, fromResourceItem } from './items.ts';
import type { Update } from './write.ts';

/** Resources of one call, at most: each is a write of its own. */
const pageSize = 100;

/**
 * The next resources of a type after an id. Version and dates stay as they are, as nobody changed anything. A resource that
 * is changed at the same moment is left to that change, which writes the current format itself; so no change is lost, and
 * all of it can be repeated, stopped, and done by several at once.
 */
export async function migrateDocuments(
  { table, keys }: Pick<Directory, 'table' | 'keys'>,
  type: ResourceType,
  after?: string,
): Promise<MigratedPage> {
  const pk = keys.resources(type.name);
  const from = after === undefined ? {} : { after: keys.resource(type.name, after) };
  const { items, last } = await table.query({ pk, limit: pageSize, ...from });
  const old = items.filter((item) => formatOf(item) !== formats.current);
  const { clause, set, values } = markOf(formats);
  await table.updateEach(
    old.map((item): Update => {
      const { document, id, version } = fromResourceItem(item);
      return {
        kind: 'update',
        key: keys.resource(type.name, id),
        expression: `SET ${['#doc = :doc', ...set].join(', ')}${clause}`,
        condition: '#version = :version',
        values: { ...values, ':doc': encodeDocument(document), ':version': version },
      };
    }),
  );
  return { read: items.length, written: old.length, ...(last === undefined ? {} : { next: last.sk }) };
}
