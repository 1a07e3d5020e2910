/**
 * One signed GET of an AWS service that speaks no JSON of the kind that `awsJsonCaller` does: Lambda (REST) and SNS (Query).
 * Each is asked one thing, for which its client of the SDK would be one dependency more.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsCallError, type AwsCredentials, serviceUrl } from '#events/aws-json-call.ts';
import { Sha256 } from '../../operator/sha256.ts';

export interface SignedGet {
  /** Name in signatures and in the host. */
  readonly service: string;
  readonly region: string;
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** Instead of AWS's own. */
  readonly endpoint: string | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const longestCall = 10_000;

/** The text of the answer. Throws `AwsCallError` for one of 400 and up, and as `fetch` does when nobody answers within 10 s. */
export async function signedGet({ service, region, credentials, endpoint, path, query }: SignedGet): Promise<string> {
  const url = new URL(path, serviceUrl(service, region, endpoint));
  const { headers } = await new SignatureV4({ service, region, credentials, sha256: Sha256 }).sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query,
    headers: { host: url.host },
  });
  // Signatures know no plus for a space.
  url.search = new URLSearchParams(query).toString().replaceAll('+', '%20');
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(longestCall) });
  const text = await answer.text();
  if (!answer.ok) throw errorOf(answer, text);
  return text;
}

/** Lambda names the error in a header and tells it in JSON, SNS does both in XML. */
function errorOf({ headers, status }: Response, text: string): AwsCallError {
  const name = headers.get('x-amzn-errortype')?.split(':')[0] ?? textOf(text, 'Code');
  const message = /"message"\s*:\s*"([^"]*)"/i.exec(text)?.[1] ?? textOf(text, 'Message');
  return new AwsCallError(name ?? `Status${status}`, message ?? `AWS answered with ${status}.`);
}

/** What is in the elements of this name, for answers whose elements have no attributes and none of their own name in them. */
export function elementsIn(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, inside = '']) => inside);
}

/** The text of the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const [text] = elementsIn(xml, name);
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
