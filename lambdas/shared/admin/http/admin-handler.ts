/** The Lambda handler of the admin API: every call authorized, checked, performed, and in the audit trail. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { AdminCaller, AdminContext, Answer, Change } from '../admin-context.ts';
import { describeApi } from '../contract/openapi.ts';
import type { Operation, OperationId, Role } from '../contract/operations.ts';
import { type Acts, acts } from '../perform.ts';
import { absent, forbidden, invalid } from '../problem-error.ts';
import { type HttpAnswer, problemAnswer, toGatewayResult, type WriteLine } from './answer.ts';
import { recordCall } from './audit-call.ts';
import { callerOf } from './caller-of.ts';
import { type Matched, matchOperation } from './match-operation.ts';
import { readInput } from './read-input.ts';

/** What a context is opened for. */
export interface AdminRequest {
  /** The moment of the request, ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly origin: string;
  /** Milliseconds since the epoch by which the answer must be on its way. */
  readonly deadline: number;
}

type Opened = Omit<AdminContext, keyof AdminRequest | 'caller' | 'idempotencyKey' | 'noteChange'>;

export interface AdminHandlerOptions {
  readonly open: (request: AdminRequest) => Opened;
  /** Origin of the API as the client sees it, without a slash at its end. */
  readonly originOf: (event: APIGatewayProxyEventV2) => string;
  /** Whether requests of people may come this way. IAM principals sign for the API's own host, and come to it. */
  readonly isWelcome: (headers: APIGatewayProxyEventV2['headers']) => boolean;
  /** Where the request came from, for the audit trail. */
  readonly addressOf: (event: APIGatewayProxyEventV2) => string;
  readonly now: () => Date;
  readonly write: WriteLine;
}

export type AdminHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Where people who signed in call, and where IAM principals do. */
const base = /^\/(admin|operator)\/v1(?=\/|$)/;
/** Kept free for the answer, in milliseconds. */
const reserve = 500;
const rank: Readonly<Record<Role, number>> = { owner: 2, administrator: 1, reader: 0 };

export function adminHandler(options: AdminHandlerOptions): AdminHandler {
  const { open, originOf, isWelcome, addressOf, now, write } = options;
  return async (event, context) => {
    const requestId = context.awsRequestId;
    const path = event.rawPath.replace(base, '');
    const [ownBase = ''] = base.exec(event.rawPath) ?? [];
    const { method } = event.requestContext.http;
    try {
      if (ownBase !== '/operator/v1' && !isWelcome(event.headers)) {
        throw forbidden('This address is not for people. Use the console.');
      }
      const sender = callerOf(event);
      const isStranger = 'refusal' in sender;
      const origin = originOf(event);
      if (!isStranger && method === 'GET' && path === '/openapi.json') {
        return toGatewayResult({ status: 200, body: describeApi([`${origin}${ownBase}`]) });
      }
      const matched = matchOperation(method, path);
      const at = now().toISOString();
      const deadline = now().getTime() + context.getRemainingTimeInMillis() - reserve;
      const opened = open({ at, origin, deadline });
      let change: Change = {};
      const noteChange = (noted: Change) => {
        change = noted;
      };
      const act = async () => {
        if ('refusal' in sender) throw sender.refusal;
        return answerTo(event, matched, { ...opened, at, origin, caller: sender, noteChange });
      };
      const answer = await act().catch((error: unknown) => problemAnswer(error, requestId, write));
      const sourceIp = addressOf(event);
      const call = { matched, actor: sender.actor, isStranger, at, path, sourceIp, requestId, change, answer };
      await recordCall(opened.store, call, write);
      return toGatewayResult(answer);
    } catch (error) {
      return toGatewayResult(problemAnswer(error, requestId, write));
    }
  };
}

async function answerTo(event: APIGatewayProxyEventV2, matched: Matched, context: AdminContext): Promise<HttpAnswer> {
  const { id, operation, parameters } = matched;
  mustSee(matched, context.caller);
  mustBeAllowed(operation, context.caller);
  const input = readInput(operation, parameters, event);
  const key = operation.idempotent ? event.headers['idempotency-key'] : undefined;
  return perform(id, key === undefined ? context : { ...context, idempotencyKey: checkedKey(key) }, input);
}

function perform(id: OperationId, context: AdminContext, input: unknown): Promise<Answer> {
  // The schemas of this very operation read the input.
  const act = acts[id] as (context: AdminContext, input: unknown) => ReturnType<Acts[OperationId]>;
  return act(context, input);
}

/** To who belongs to a tenant, every other one is as one that does not exist, so the answer is the same. */
function mustSee({ parameters }: Matched, caller: AdminCaller): void {
  const { tenant } = parameters;
  if (tenant !== undefined && caller.tenant !== undefined && caller.tenant !== tenant) {
    throw absent(`There is no tenant "${tenant}".`);
  }
}

function mustBeAllowed({ role }: Omit<Operation, 'id'>, caller: AdminCaller): void {
  if (rank[caller.role] < rank[role]) throw forbidden(`This needs the role ${role}; you are ${caller.role}.`);
}

function checkedKey(key: string): string {
  if (key.length > 0 && key.length <= 200) return key;
  throw invalid(`The Idempotency-Key has ${key.length} characters; 1 to 200 are accepted.`);
}
