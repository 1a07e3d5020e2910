/**
 * Takes tokens, passwords and personal values out of a request. What is kept is listed, not what is masked: an
 * attribute that nobody thought of, a custom one say, is masked.
 */
import { isRecord } from '../intrinsics.ts';
import type { Placeholders } from './placeholders.ts';

/** Attributes and members of messages whose text is the protocol's own, in lower case. */
const kept = new Set(
  `schemas op type primary active resourcetype locale preferredlanguage timezone attributes excludedattributes sortby
   sortorder startindex count method bulkid failonerrors version created lastmodified`.split(/\s+/),
);
/** Attributes whose text is an id, and what the placeholder of one is called. */
const ids: Readonly<Record<string, string>> = {
  id: 'memberId',
  members: 'memberId',
  value: 'memberId',
  manager: 'managerId',
  groups: 'groupId',
};
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A comparison; or a literal or an address that stands in none, as in a filter that is no filter. */
const literals =
  /([\w$][\w$.:-]*)\s+(eq|ne|co|sw|ew|gt|ge|lt|le)\s+("(?:[^"\\]|\\.)*"|[^\s")\]]+)|"(?:[^"\\]|\\.)*"?|[^\s"]*@[^\s"]*/gi;
/** Sub-attributes that say of which attribute they are, not what they hold. */
const anonymous = /^(value|display|\$ref)$/;

/** A body with every text masked that is not the protocol's. Numbers become 0: they can only be of custom attributes. */
export function maskBody(body: unknown, masks: Placeholders, attribute = ''): unknown {
  if (Array.isArray(body)) return body.map((element: unknown) => maskBody(element, masks, attribute));
  if (typeof body === 'string') return maskText(body, masks, attribute);
  if (typeof body === 'number') return kept.has(attribute.toLowerCase()) ? body : 0;
  if (!isRecord(body)) return body;
  const entries = Object.entries(body);
  const path = entries.find(([key]) => key.toLowerCase() === 'path')?.[1];
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const name = key.toLowerCase();
      if (name === 'path' && typeof value === 'string') return [key, maskPath(value, masks)];
      if (name === 'filter' && typeof value === 'string') return [key, maskFilter(value, masks)];
      const target = name === 'value' && typeof path === 'string' ? attributeOf(path) : attributeOf(key);
      return [key, maskBody(value, masks, anonymous.test(target) && attribute !== '' ? attribute : target)];
    }),
  );
}

/** One text, by the attribute that holds it. */
export function maskText(text: string, masks: Placeholders, attribute: string): string {
  if (text === '' || kept.has(attribute.toLowerCase())) return text;
  if (masks.has(text)) return masks.of('', text);
  // A reference: the resource is of interest, the host is not.
  if (/(^|\/)(Users|Groups)\//.test(text))
    return maskIds(text.replace(/^https?:\/\/[^/]+/, 'https://example.com'), masks);
  return masks.of(kindOf(text, attribute), text);
}

/** The literals of a filter, and of the filters in a path. */
export function maskFilter(filter: string, masks: Placeholders): string {
  return filter.replace(literals, (whole: string, attribute?: string, operator?: string, literal?: string) => {
    if (attribute === undefined || operator === undefined || literal === undefined) return masks.of('text', whole);
    if (/^(true|false|null)$/i.test(literal)) return whole;
    const isQuoted = literal.startsWith('"');
    const text = isQuoted ? unquote(literal) : literal;
    const masked = maskText(text, masks, attributeOf(attribute));
    return `${attribute} ${operator} ${isQuoted ? JSON.stringify(masked) : masked}`;
  });
}

/** Of a JSON string; as it stands when its escapes are none. */
function unquote(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}

/** Of a request below the base URL: ids of users and groups. */
export function maskIds(path: string, masks: Placeholders): string {
  return path.replace(uuid, (id, at: number) => {
    const before = path.slice(0, at);
    const kind = before.endsWith('Groups/') ? 'groupId' : before.endsWith('Users/') ? 'userId' : 'memberId';
    return masks.of(kind, id);
  });
}

function maskPath(path: string, masks: Placeholders): string {
  return path.startsWith('/') ? maskIds(path, masks) : maskFilter(path, masks);
}

/** `name.givenName`, `urn:…:User:department`, `emails[type eq "work"].value`: the attribute that tells what it is. */
function attributeOf(path: string): string {
  const plain = path.replace(/\[.*\]/g, '');
  const [last = '', previous = ''] = (plain.split(':').at(-1) ?? '').split('.').toReversed();
  return anonymous.test(last) && previous !== '' ? previous : last;
}

function kindOf(text: string, attribute: string): string {
  if (isUuid.test(text) || attribute === 'members' || attribute === 'manager') {
    const kind = ids[attribute];
    if (kind !== undefined && !text.includes('@')) return kind;
  }
  if (attribute === 'password') return 'password';
  if (text.includes('@')) return 'email';
  if (text.startsWith('tel:')) return 'phone';
  if (/^https?:/.test(text)) return 'url';
  return attribute.replace(/\W/g, '') || 'text';
}
