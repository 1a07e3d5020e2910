/**
 * Stands for `@aws-sdk/core/protocols` and `@aws-sdk/dynamodb-codec` in bundles: the protocols awsJson1_0 (DynamoDB) and
 * awsJson1_1 (Secrets Manager) without their codecs, which walk the schema of each message: 33 kB. What the commands take
 * and give is what crosses the wire, but for binary values, which are translated here for DynamoDB, and for the binary
 * values and dates of Secrets Manager, which no function uses: they stay base64 and seconds. Signing, retries, endpoints
 * and connections are the SDK's.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
import { randomUUID } from 'node:crypto';
import { NormalizedSchema } from '@smithy/core/schema';
import { HttpRequest, HttpResponse } from '@smithy/core/transport';

type Json = Record<string, unknown>;
type Headers = Readonly<Record<string, string>>;

/** An operation as the SDK describes it. */
interface Operation {
  readonly name: string;
  readonly input: Parameters<typeof NormalizedSchema.of>[0];
}

interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers?: Headers;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What the SDK gives with each message: parts of the client's configuration. */
interface Context {
  readonly endpoint: () => Promise<Endpoint>;
  readonly streamCollector: (body: unknown) => Promise<Uint8Array>;
}

/** The error classes of a service (`TypeRegistry` of the SDK). */
interface ErrorTypes {
  readonly schemas: ReadonlyMap<string, unknown>;
  readonly getBaseException: () => unknown;
  readonly getErrorCtor: (schema: unknown) => ErrorType | undefined;
}
type ErrorType = new (options: { readonly name?: string }) => Error;

/** The settings a client makes its protocol with. */
interface Settings {
  readonly defaultNamespace: string;
  readonly serviceTarget: string;
  readonly errorTypeRegistries: readonly ErrorTypes[];
}

abstract class AwsJsonProtocol {
  protected abstract readonly version: string;
  readonly #settings: Settings;
  readonly #tokenMembers = new Map<string, readonly string[]>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  getShapeId(): string {
    return `aws.protocols#awsJson${this.version.replace('.', '_')}`;
  }

  getRequestType() {
    return HttpRequest;
  }

  getResponseType() {
    return HttpResponse;
  }

  /** There is no codec that would need the client's configuration. */
  setSerdeContext(): void {}

  async serializeRequest(operation: Operation, input: Json, { endpoint }: Context): Promise<HttpRequest> {
    const { protocol, hostname, port, path, headers } = await endpoint();
    return new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port === undefined ? {} : { port }),
      path,
      headers: {
        ...headers,
        'content-type': `application/x-amz-json-${this.version}`,
        'x-amz-target': `${this.#settings.serviceTarget}.${operation.name}`,
      },
      body: JSON.stringify(withBase64(this.#withTokens(operation, input))),
    });
  }

  async deserializeResponse(_: Operation, { streamCollector }: Context, response: Response): Promise<Json> {
    const text = bufferOf(await streamCollector(response.body)).toString('utf8');
    const content = text === '' ? {} : parseAnswer(text);
    const $metadata = metadataOf(response);
    if (response.statusCode >= 300) throw this.#toException(content, response, $metadata);
    return { ...content, $metadata };
  }

  /** Gives each idempotency token that the caller left out, so that the SDK's own retries repeat one act. */
  #withTokens({ name, input: schema }: Operation, input: Json): Json {
    let members = this.#tokenMembers.get(name);
    if (members === undefined) {
      const all = [...NormalizedSchema.of(schema).structIterator()];
      members = all.filter(([, member]) => member.isIdempotencyToken()).map(([member]) => member);
      this.#tokenMembers.set(name, members);
    }
    const missing = members.filter((member) => input[member] === undefined);
    return missing.length === 0 ? input : { ...input, ...Object.fromEntries(missing.map((m) => [m, randomUUID()])) };
  }

  #toException(content: Json, { statusCode, headers }: Response, $metadata: Json): Error {
    const { __type: type, code, message, Message, ...members } = content;
    const sent = [type, code, headers['x-amzn-errortype']].find((name) => typeof name === 'string');
    return Object.assign(this.#newException(nameOf(sent ?? 'Unknown')), {
      $fault: statusCode < 500 ? 'client' : 'server',
      ...members,
      message: message ?? Message ?? 'UnknownError',
      $metadata,
    });
  }

  #newException(name: string): Error {
    const registries = this.#settings.errorTypeRegistries;
    const id = `${this.#settings.defaultNamespace}#${name}`;
    for (const registry of registries) {
      const known = registry.schemas.get(id);
      const KnownException = known === undefined ? undefined : registry.getErrorCtor(known);
      if (KnownException !== undefined) return new KnownException({});
    }
    for (const registry of registries) {
      const base = registry.getBaseException();
      const BaseException = base === undefined ? undefined : registry.getErrorCtor(base);
      if (BaseException !== undefined) return new BaseException({ name });
    }
    return Object.assign(new Error(), { name });
  }
}

/** DynamoDB's. */
export class AwsJson1_0Protocol extends AwsJsonProtocol {
  protected readonly version = '1.0';
}

/** Secrets Manager's. */
export class AwsJson1_1Protocol extends AwsJsonProtocol {
  protected readonly version = '1.1';
}

/** The codec that DynamoDB's client makes for its protocol; this one has no use for it. */
export function DynamoDBJsonCodec2(): void {}

/** `value` with base64 for bytes; the same object where there are none. */
function withBase64(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return bufferOf(value).toString('base64');
  let changed: Json | unknown[] | undefined;
  for (const [name, member] of Object.entries(value)) {
    const encoded = withBase64(member);
    if (encoded === member) continue;
    changed ??= Array.isArray(value) ? [...(value as unknown[])] : { ...value };
    (changed as Json)[name] = encoded;
  }
  return changed ?? value;
}

/** Attribute values of the types B and BS (DynamoDB); a text with neither is parsed without a look at each value. */
const binaryValue = /"B":"|"BS":\[/;

function parseAnswer(text: string): Json {
  return JSON.parse(text, binaryValue.test(text) ? toBytes : undefined) as Json;
}

/** An attribute that is called B holds an object, not a string. */
function toBytes(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return fromBase64(value);
  if (name === 'BS' && Array.isArray(value)) return value.map(fromBase64);
  return value;
}

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength);

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…` without what surrounds the name. */
function nameOf(type: string): string {
  const [first = ''] = type.split(/[,:]/);
  return first.slice(first.indexOf('#') + 1);
}

function metadataOf({ statusCode, headers }: Response): Json {
  return {
    httpStatusCode: statusCode,
    requestId: headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'],
    extendedRequestId: headers['x-amz-id-2'],
    cfId: headers['x-amz-cf-id'],
  };
}
