/**
 * Who calls, from what the gateway's authorizer found out: a signed-in user of the user pool (JWT authorizer), or an IAM
 * principal (IAM authorizer), who is an operator of the deployment.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AdminCaller } from '../admin-context.ts';
import { type Actor, tenantId } from '../contract/identifier.ts';
import type { Role } from '../contract/operations.ts';
import { forbidden, type ProblemError } from '../problem-error.ts';

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string; readonly callerId?: string };
}

const roles: readonly Role[] = ['owner', 'administrator', 'reader'];

/** Somebody whom the authorizer knows, and who may not do anything here; `refusal` is what they are told. */
export interface Stranger {
  readonly actor: Actor;
  readonly refusal: ProblemError;
}

/**
 * Who sent the request. A user without a role, or whose role needs a tenant that is not named, is a stranger. Throws 403
 * for nobody: a request that no authorizer has seen.
 */
export function callerOf(event: APIGatewayProxyEventV2): AdminCaller | Stranger {
  const { jwt, iam } = (event.requestContext as { readonly authorizer?: Authorizer }).authorizer ?? {};
  if (typeof jwt?.claims?.sub === 'string') return userOf(jwt.claims.sub, jwt.claims);
  if (iam?.userArn !== undefined) {
    return { role: 'owner', actor: { kind: 'operator', id: iam.userArn, name: iam.userArn.split('/').at(-1) } };
  }
  throw forbidden('The request reached the function without an authorizer; nobody is known to have sent it.');
}

/**
 * The claims of an ID token. An access token has the groups and neither the tenant nor the address, and is not meant to
 * tell who somebody is.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
function userOf(id: string, claims: Readonly<Record<string, unknown>>): AdminCaller | Stranger {
  const { email } = claims;
  const actor = { kind: 'user' as const, id, ...(typeof email === 'string' ? { name: email } : {}) };
  const refuse = (detail: string): Stranger => ({ actor, refusal: forbidden(detail) });
  if (claims.token_use !== 'id') return refuse('Send the ID token of the sign-in, not its access token.');
  const groups = groupsOf(claims['cognito:groups']);
  const role = roles.find((each) => groups.includes(each));
  if (role === undefined) {
    return refuse(`Your account has no role here; an owner adds it to the group ${roles.join(', ')}.`);
  }
  if (role === 'owner') return { role, actor };
  const tenant = tenantId.safeParse(claims['custom:tenant']);
  if (!tenant.success) return refuse('Your account belongs to no tenant; an owner sets its custom:tenant.');
  return { role, actor, tenant: tenant.data };
}

/** The JWT authorizer hands an array over as the text `[a b]`. */
function groupsOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.replace(/^\[|\]$/g, '').split(/[\s,]+/) : [];
}
