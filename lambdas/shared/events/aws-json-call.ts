/**
 * One signed call in AWS's JSON protocol, for services of which a handful of calls are needed: a client of the SDK would be
 * as large as the function. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsJsonService {
  /** Name in signatures: `sqs`. */
  readonly service: string;
  /** Name in the host, where it is another. */
  readonly host?: string;
  /** Before the operation in `X-Amz-Target`: `AmazonSQS`. */
  readonly target: string;
  readonly region: string;
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** Instead of AWS's own. */
  readonly endpoint?: string | undefined;
}

/** An answer of 400 and up; `name` is the service's word for it. */
export class AwsCallError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const longestCall = 5_000;

/** Where a service is called, by its name in the host: at `endpoint`, or at AWS's own. */
export function serviceUrl(host: string, region: string, endpoint: string | undefined): URL {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(endpoint ?? `https://${host}.${region}.${suffix}`);
}

/** Makes the calls of a service. Each throws `AwsCallError`, or as `fetch` does when nobody answers within 5 s. */
export function awsJsonCaller({ service, host = service, target, region, credentials, endpoint }: AwsJsonService) {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const url = serviceUrl(host, region, endpoint);
  return async <Output>(operation: string, input: object): Promise<Output> => {
    const body = JSON.stringify(input);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    });
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(longestCall) });
    const output = (await answer.json().catch(() => ({}))) as Readonly<Record<string, string | undefined>>;
    if (answer.ok) return output as Output;
    const { ['__type']: type, message = `${operation} was answered with ${answer.status}` } = output;
    throw new AwsCallError(type?.split('#').at(-1) ?? `Status${answer.status}`, message);
  };
}

/** The credentials that Lambda gives a function. */
export async function environmentCredentials(): Promise<AwsCredentials> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}
