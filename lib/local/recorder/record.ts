/** A request and its answer in the form of `test/idp/<provider>/*.json`, where the fields are explained. */
import { gunzipSync } from 'node:zlib';
import { isRecord } from '../intrinsics.ts';
import { maskBody, maskFilter, maskIds, maskText } from './mask.ts';
import type { Placeholders } from './placeholders.ts';

/** One request with its answer, as they travelled. */
export interface HttpExchange {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

export type RecordedRequest = Readonly<Record<string, unknown>>;

const baseUrl = /^\/provisioning\/[^/]+\/v2(?=[/?]|$)/;
const headers = new Set(['accept', 'accept-charset', 'content-type', 'user-agent']);
const parameters = new Set(['startIndex', 'count', 'attributes', 'excludedAttributes', 'sortBy', 'sortOrder']);

/** The masked record; undefined for a request that is below no connection's base URL. */
export function toRecord(exchange: HttpExchange, masks: Placeholders, at: Date): RecordedRequest | undefined {
  const { method, target, rawHeaders, status } = exchange;
  if (!baseUrl.test(target)) return undefined;
  const [rawPath = '', search] = target.replace(baseUrl, '').split('?', 2);
  const path = maskIds(decode(rawPath), masks);
  const query = search === undefined ? [] : search.split('&').map((pair) => maskPair(pair, masks));
  const body = parse(exchange.body);
  // Before the answer is read: what it names first is learned from it.
  const masked = body === undefined ? {} : { body: maskBody(body, masks) };
  const binds = learnIds(parse(exchange.answer), path, masks);
  return {
    name: `${method} ${path}`,
    method,
    path,
    query: Object.fromEntries(query.map(({ name, value }) => [name, value])),
    ...(query.some(({ raw }) => /\+|%20/.test(raw)) ? { rawQuery: query.map(({ raw }) => raw).join('&') } : {}),
    headers: maskHeaders(rawHeaders),
    ...masked,
    expectStatus: [status],
    expect: 'As it was answered when it was recorded.',
    ...(Object.keys(binds).length === 0 ? {} : { binds }),
    evidence: 'captured',
    source: `npm start -- --record, ${at.toISOString().slice(0, 10)}`,
  };
}

function maskPair(pair: string, masks: Placeholders): { name: string; value: string; raw: string } {
  const [rawName = '', ...rest] = pair.split('=');
  const name = decode(rawName.replaceAll('+', ' '));
  const rawValue = rest.join('=');
  const text = decode(rawValue.replaceAll('+', ' '));
  const value = parameters.has(name) ? text : name === 'filter' ? maskFilter(text, masks) : maskText(text, masks, name);
  const encoded = encodeURIComponent(value).replace(/%7B(\w+)%7D/g, '{$1}');
  const spaced = rawValue.includes('+') ? encoded.replaceAll('%20', '+') : encoded;
  return { name, value, raw: rest.length === 0 ? rawName : `${rawName}=${spaced}` };
}

function maskHeaders(rawHeaders: readonly string[]): Readonly<Record<string, string>> {
  const known: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (headers.has(name.toLowerCase())) known.push([name, value]);
    // The scheme tells how the client was set up.
    if (name.toLowerCase() === 'authorization')
      known.push([name, `${/^\w+(?= )/.exec(value)?.[0] ?? ''} {token}`.trim()]);
  }
  return Object.fromEntries(known);
}

/** Ids that the answer names; those of the one resource in it are bound, so that a replay learns them as well. */
function learnIds(answer: unknown, path: string, masks: Placeholders): Readonly<Record<string, string>> {
  if (!isRecord(answer)) return {};
  const resources = Array.isArray(answer.Resources) ? (answer.Resources as readonly unknown[]) : undefined;
  const found = (resources ?? [answer]).flatMap((resource) => {
    const id = isRecord(resource) ? resource.id : undefined;
    return typeof id === 'string' && !masks.has(id) ? [id] : [];
  });
  const kind = path.startsWith('/Groups') ? 'groupId' : path.startsWith('/Users') ? 'userId' : undefined;
  if (kind === undefined) return {};
  const names = found.map((id) => masks.nameOf(kind, id));
  const [name] = names;
  if (name === undefined || (resources !== undefined && resources.length > 1)) return {};
  return { [resources === undefined ? '/id' : '/Resources/0/id']: name };
}

/** Undefined for what is no JSON; a large answer is compressed. */
function parse(bytes: Buffer): unknown {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString()) as unknown;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
