/** Serves what a distribution would serve from its bucket, with the same headers and through the same function. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Script } from 'node:vm';
import type { GatewayResponse } from './gateway-response.ts';
import type { SiteDefinition } from './site-definition.ts';

/** The answer to a request; undefined for one that the API takes. */
export type ServeSite = (request: SiteRequest) => GatewayResponse | undefined;

export interface SiteRequest {
  readonly method: string;
  /** The request target as it came: `/console/?a=b`. */
  readonly target: string;
  readonly ifNoneMatch: string | undefined;
}

interface ServedFile {
  readonly body: Buffer;
  readonly etag: string;
  readonly type: string;
  readonly cacheControl: string | undefined;
}

interface ViewerRequest {
  readonly uri: string;
}

interface EdgeResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
}

/** What the deployment says of types (`mime.types` of the AWS CLI), as far as there are such files. */
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * `standIn` puts addresses of this machine into texts that name those of AWS.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function siteServer(site: SiteDefinition, standIn: (text: string) => string): ServeSite {
  const prefix = site.pathPattern.replace(/\*$/, '');
  const headers = Object.fromEntries(Object.entries(site.headers).map(([name, value]) => [name, standIn(value)]));
  const files = new Map(
    [...site.files].map(([key, { cacheControl, content }]): [string, ServedFile] => {
      const body = key.endsWith('.json') ? Buffer.from(standIn(content.toString('utf8'))) : content;
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const type = types[extname(key)] ?? 'application/octet-stream';
      return [`/${key}`, { body, etag, type, cacheControl }];
    }),
  );
  const handle = handlerOf(site.viewerRequest);
  return ({ ifNoneMatch, method, target }) => {
    const uri = target.split('?', 1)[0] ?? '';
    if (!uri.startsWith(prefix)) return undefined;
    const plain = (status: number, text: string, more: Readonly<Record<string, string>> = {}) => ({
      status,
      headers: { ...headers, 'content-type': 'text/plain', ...more },
      body: Buffer.from(text),
    });
    if (method !== 'GET' && method !== 'HEAD') return plain(403, 'This distribution serves GET and HEAD here.');
    const seen = handle({ uri });
    if ('statusCode' in seen) return plain(seen.statusCode, '', asHeaders(seen));
    const file = files.get(seen.uri);
    // Who may read objects and not list them is told nothing of those that are not there.
    if (file === undefined) return plain(403, 'Access Denied');
    const { body, cacheControl, etag, type } = file;
    const own = { etag, ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }) };
    if (ifNoneMatch === etag) return { status: 304, headers: { ...headers, ...own }, body: Buffer.alloc(0) };
    return { status: 200, headers: { ...headers, 'content-type': type, ...own }, body };
  };
}

function asHeaders({ headers }: EdgeResponse): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
}

/** The function, with nothing of this process in its reach by accident. */
function handlerOf(code: string | undefined): (request: ViewerRequest) => ViewerRequest | EdgeResponse {
  if (code === undefined) return (request) => request;
  const script = new Script(`${code}\nhandler(event)`);
  return (request) => script.runInNewContext({ event: { request: { ...request } } }) as ViewerRequest | EdgeResponse;
}
