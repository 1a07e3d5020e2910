/** Lines that functions write about a request (`http/request-log.ts`), with what is sealed in them. */
import type { JournalRecord } from '#http/journal-facts.ts';
import { isJsonObject } from '#scim/json.ts';

export interface RequestLine {
  readonly type: 'request' | 'operations';
  readonly requestId: string;
  readonly tenant: string;
  readonly tokenId: string;
  readonly provider: string;
  readonly method: string;
  /** `PATCH /provisioning/{provider}/v2/Users/{id}` */
  readonly route: string;
  readonly status: number;
  readonly scimType?: string;
  /** `limited`: refused for the tenant's rate limit. */
  readonly kind?: string;
  readonly ms?: number;
  readonly journal: string;
}

export interface ToldLine {
  readonly line: RequestLine;
  readonly record: JournalRecord;
}

const texts = ['requestId', 'tenant', 'tokenId', 'provider', 'method', 'route', 'journal'] as const;

/** Undefined for every other line. What the runtime may put before the object is passed over. */
export function readRequestLine(
  message: string,
  open: (tenant: string, sealed: string) => string | undefined,
): ToldLine | undefined {
  const line = parse(message.slice(message.indexOf('{')));
  if (line === undefined) return undefined;
  const sealed = open(line.tenant, line.journal);
  return sealed === undefined ? undefined : { line, record: JSON.parse(sealed) as JournalRecord };
}

function parse(text: string): RequestLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || texts.some((name) => typeof value[name] !== 'string')) return undefined;
    // Functions of this deployment alone write to their log groups.
    return value as unknown as RequestLine;
  } catch {
    return undefined;
  }
}
