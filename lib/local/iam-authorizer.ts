/**
 * Who signed a request with AWS Signature Version 4, as the IAM authorizer of an HTTP API finds out: here with the one
 * access key that the local stack has.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../operator/sha256.ts';
import type { GatewayRequest } from './gateway-event.ts';
import { localAccount } from './intrinsics.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What the event says of the principal, in `requestContext.authorizer.iam`. */
export interface IamPrincipal {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly userArn: string;
  readonly userId: string;
}

/** How far the clocks of client and service may be apart, in milliseconds. */
const clockSkew = 5 * 60_000;
const scheme =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/execute-api\/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/** The principal; undefined for a request that is not signed, or not by this key, or not now. */
export async function authorizeIam(
  request: GatewayRequest,
  key: AccessKey,
  at: number,
): Promise<IamPrincipal | undefined> {
  const headers = headersOf(request);
  const [, accessKeyId, , region = '', signed = '', signature = ''] = scheme.exec(headers.authorization ?? '') ?? [];
  const signingDate = dateOf(headers['x-amz-date']);
  if (accessKeyId !== key.accessKeyId || signingDate === undefined) return undefined;
  if (!(Math.abs(signingDate.getTime() - at) <= clockSkew)) return undefined;
  // The signer takes the hash that a header gives for the body's own.
  const hash = headers['x-amz-content-sha256'] ?? hashOf(request.body);
  if (hash !== hashOf(request.body)) return undefined;
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: key,
    sha256: Sha256,
    applyChecksum: false,
  });
  const names = new Set(signed.split(';'));
  const url = new URL(request.target, `http://${headers.host ?? 'localhost'}`);
  const again = await signer.sign(
    {
      protocol: 'http:',
      hostname: url.hostname,
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name))),
      body: request.body,
    },
    // What the client signed, no more and no less.
    { signingDate, signableHeaders: names },
  );
  const expected = scheme.exec(again.headers.authorization ?? '')?.[5] ?? '';
  if (expected.length !== signature.length || !timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    return undefined;
  }
  const userArn = `arn:aws:iam::${localAccount}:user/local`;
  return { accessKey: accessKeyId, accountId: localAccount, callerId: 'local', userArn, userId: 'local' };
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** `20260131T090000Z` */
function dateOf(text: string | undefined): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function headersOf({ rawHeaders }: GatewayRequest): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}
