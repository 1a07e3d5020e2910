/** Entries of the provisioning log, from what functions told of requests. */
import type { JournalFacts } from '#http/journal-facts.ts';
import type { RequestNotes } from '#http/scim-request.ts';
import type { StoredLogEntry } from '#storage/provisioning-log.ts';
import { actOf } from './act.ts';
import { attributeIn, maskDetail } from './mask-detail.ts';
import { reasonOf } from './reason.ts';
import type { RequestLine, ToldLine } from './request-line.ts';

export interface ToldEntry {
  readonly entry: StoredLogEntry;
  /** Whether it is one of those that are looked for by name or id: a change, or a failure. */
  readonly isIndexed: boolean;
}

/** What one request, or one operation of it, comes to. */
interface Told extends JournalFacts {
  readonly method: string;
  readonly endpoint: string;
  readonly status: number;
  readonly scimType?: string | undefined;
  readonly remark?: string | undefined;
}

/** Requests beyond a rate limit are told once in so many milliseconds: who goes on sending fills no log. */
const limitedSpan = 60_000;

const basePath = /^\S+ \/provisioning\/\{provider\}\/v2/;

/** A request is one entry; those of its operations come in lines of their own. */
export function toEntries({ line, record }: ToldLine): readonly ToldEntry[] {
  const { at, notes = {}, operations, first = 0, ...facts } = record;
  if (line.kind === 'limited') return [limitedEntry(line, at)];
  if (operations === undefined) {
    const { method, route, status, scimType } = line;
    const told = { method, endpoint: route.replace(basePath, ''), status, scimType, ...facts, remark: remarkOf(notes) };
    return [toEntry(line, at, '', told)];
  }
  return operations.map((operation, index) =>
    toEntry(line, at, `-${String(first + index).padStart(4, '0')}`, operation),
  );
}

/** Of all requests of a token within `limitedSpan` this is one and the same entry but for its example. */
function limitedEntry(line: RequestLine, at: string): ToldEntry {
  const { tenant, provider, tokenId: token, method, route, status, requestId, ms = 0 } = line;
  const since = Math.floor(Date.parse(at) / limitedSpan) * limitedSpan;
  const entry: StoredLogEntry = {
    id: `${since}-limited-${token}`,
    tenant,
    at: new Date(since).toISOString(),
    provider,
    token,
    method,
    endpoint: route.replace(basePath, ''),
    act: 'Too many requests',
    outcome: 'failed',
    status,
    requestId,
    ms,
    reason:
      'In this minute the identity provider sent more than the rate limit of the tenant lets through. What was not let through changed nothing, and is sent again more slowly.',
  };
  return { entry, isIndexed: true };
}

function toEntry(line: RequestLine, at: string, suffix: string, told: Told): ToldEntry {
  const { tenant, provider, tokenId: token, requestId, ms = 0 } = line;
  const { method, endpoint, status, scimType, id, name, found, detail, remark } = told;
  const { act, type, isQuestion } = actOf(method, endpoint);
  const isFailed = status >= 400;
  const resource = type && { type: type.name, ...given({ id, name }) };
  const reason = isFailed
    ? reasonOf({
        status,
        scimType,
        thing: type?.name.toLowerCase() ?? 'resource',
        attribute: detail === undefined ? undefined : attributeIn(detail),
      })
    : remark;
  const entry: StoredLogEntry = {
    id: `${Date.parse(at)}-${requestId}${suffix}`,
    tenant,
    at,
    provider,
    token,
    method,
    endpoint,
    act,
    outcome: isFailed ? 'failed' : 'succeeded',
    status,
    requestId,
    ms,
    ...given({ resource, scimType, reason, found }),
    ...(detail === undefined || !isFailed ? {} : { detail: maskDetail(detail, [name, id]) }),
  };
  return { entry, isIndexed: isFailed || !isQuestion };
}

/** What a request that succeeded left out. */
function remarkOf(notes: RequestNotes): string | undefined {
  const { failed, skippedMemberCount, ignored, operations } = notes;
  const remarks = [
    ...(isSome(failed) ? [`${failed} of ${Number(operations)} operations failed; each has an entry of its own.`] : []),
    ...(isSome(skippedMemberCount)
      ? [`${skippedMemberCount} of the members are not in the directory and were left out.`]
      : []),
    ...(Array.isArray(ignored) ? [`Attributes that are not known here were ignored: ${ignored.join(', ')}.`] : []),
  ];
  return remarks.length === 0 ? undefined : remarks.join(' ');
}

function isSome(count: unknown): count is number {
  return typeof count === 'number' && count > 0;
}

function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
