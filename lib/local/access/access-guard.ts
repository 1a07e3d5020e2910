/**
 * Stands before the endpoints of the AWS services and lets a function do what its role allows in the template, and no
 * more, as IAM does. It knows a function by the access key that it signs with.
 */
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { isRecord } from '../intrinsics.ts';
import { type LoopbackServer, openLoopback } from '../loopback-server.ts';
import type { FunctionRole } from './function-role.ts';
import { type Access, findGrants, type Grant, grantsOf } from './identity-policy.ts';
import { accessesOf, type Deployment } from './requested-access.ts';

/** What is told of the permissions of functions. */
export type AccessEvent =
  /** A role has it: told once, at the start. */
  | { readonly kind: 'granted'; readonly functionName: string; readonly grant: Grant }
  /** A call was let through by it. */
  | { readonly kind: 'used'; readonly functionName: string; readonly grant: Grant }
  /** A call was refused. */
  | { readonly kind: 'denied'; readonly functionName: string; readonly access: Access };

export interface AccessGuardOptions extends Deployment {
  readonly roles: readonly FunctionRole[];
  readonly onAccess?: ((event: AccessEvent) => void) | undefined;
}

export interface AccessGuard {
  /** Environment variables of functions: those that were given, leading here. */
  readonly endpoints: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

type Endpoints = Readonly<Record<string, string>>;

const scope = /Credential=([^/,]+)\/\d{8}\/[^/,]+\/([^/,]+)\/aws4_request/;

/** Serves on a free loopback port for each of the endpoints, whose names are those of environment variables. */
export async function startAccessGuard(endpoints: Endpoints, options: AccessGuardOptions): Promise<AccessGuard> {
  const { roles, onAccess } = options;
  for (const { functionName, ofLambda, statements } of roles) {
    for (const grant of grantsOf(statements)) onAccess?.({ kind: 'granted', functionName, grant });
    for (const access of ofLambda) judge(access, { functionName, statements }, onAccess);
  }
  const agent = new Agent({ keepAlive: true });
  const targets = [...new Set(Object.values(endpoints))];
  const servers = await Promise.all(
    targets.map((target) => listen((asked, answer) => serve(options, target, agent, asked, answer))),
  );
  const guarded = Object.entries(endpoints).map(([name, target]) => [name, servers[targets.indexOf(target)]?.origin]);
  return {
    endpoints: Object.fromEntries(guarded) as Record<string, string>,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
      agent.destroy();
    },
  };
}

async function serve(
  options: AccessGuardOptions,
  target: string,
  agent: Agent,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const body = await buffer(asked);
  const denied = refusalOf(options, asked, body);
  if (denied !== undefined) {
    const { 'content-type': type = 'application/x-amz-json-1.0' } = asked.headers;
    answer.writeHead(400, { 'content-type': type }).end(JSON.stringify(denied));
    return;
  }
  const forwarded = request(target, { method: asked.method ?? 'POST', headers: asked.headers, agent }, (message) => {
    answer.writeHead(message.statusCode ?? 500, message.rawHeaders);
    message.pipe(answer);
  });
  forwarded.once('error', () => answer.destroy());
  // A function that was killed waits for nothing.
  answer.once('close', () => forwarded.destroy());
  forwarded.end(body);
}

/** The error for a call that is not allowed; undefined for one that is. */
function refusalOf(options: AccessGuardOptions, { headers }: IncomingMessage, body: Buffer): object | undefined {
  const [, accessKey = '', service = ''] = scope.exec(headers.authorization ?? '') ?? [];
  const role = options.roles.find(({ functionName }) => functionName === accessKey);
  if (role === undefined) {
    return { __type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' };
  }
  const operation = String(headers['x-amz-target']).replace(/^.*\./, '');
  const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  const accesses = accessesOf({ service, operation, input: isRecord(input) ? input : {} }, options);
  const denied = accesses.filter((access) => !judge(access, role, options.onAccess));
  return denied[0] && denial(denied[0], role);
}

function judge(
  access: Access,
  { functionName, statements }: Pick<FunctionRole, 'functionName' | 'statements'>,
  onAccess: AccessGuardOptions['onAccess'],
): boolean {
  const grants = findGrants(statements, access);
  if (grants === undefined) onAccess?.({ kind: 'denied', functionName, access });
  else for (const grant of grants) onAccess?.({ kind: 'used', functionName, grant });
  return grants !== undefined;
}

function denial({ action, resource }: Access, { arn }: FunctionRole): object {
  const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  return { __type: 'AccessDeniedException', Message: message, message };
}

async function listen(
  handle: (asked: IncomingMessage, answer: ServerResponse) => Promise<void>,
): Promise<LoopbackServer> {
  const server = await openLoopback();
  server.serve((asked, answer) => {
    // What cannot be judged is not let through.
    handle(asked, answer).catch((error: unknown) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(500).end(JSON.stringify({ __type: 'InternalFailure', message: String(error) }));
    });
  });
  return server;
}
