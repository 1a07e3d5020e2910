/** What is administered, as items: each in one attribute `doc`, as resources are (docs/adr/0002), beside its version. */
import type { Item, Key } from '../keys.ts';
import { absent, type Put, type Update } from '../write.ts';

interface Versioned {
  readonly version: number;
}

/** What functions write beside the document when a token is used, without reading it and on any version. */
export const useAttributes = ['firstRequestAt', 'lastRequestAt', 'lastUsedAt', 'skippedMembers'] as const;

export function toDocumentItem(key: Key, document: object, extra: Readonly<Record<string, unknown>> = {}): Item {
  return { ...key, doc: JSON.stringify(document), ...extra };
}

/** What `toDocumentItem` was given, with what was written beside it since: nothing else writes such items. */
export function fromDocumentItem(item: Item): unknown {
  const document = JSON.parse(item.doc as string) as object;
  const uses = useAttributes.filter((name) => item[name] !== undefined);
  return { ...document, ...Object.fromEntries(uses.map((name) => [name, item[name]])) };
}

/** A new item: refused when there is one. */
export function putNew(key: Key, document: Versioned): Put {
  return { kind: 'put', item: toDocumentItem(key, document, { version: document.version }), condition: absent };
}

/** Puts `document` in place of the version before its own, and leaves what is beside it as it is. */
export function setNext(key: Key, document: Versioned): Update {
  return {
    kind: 'update',
    key,
    expression: 'SET #doc = :doc, #version = :version',
    condition: '#version = :before',
    values: { ':doc': JSON.stringify(document), ':version': document.version, ':before': document.version - 1 },
  };
}
