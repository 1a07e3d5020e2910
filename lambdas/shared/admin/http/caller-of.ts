/**
 * Who calls, from what the gateway's authorizer found out: a signed-in user of the user pool (JWT authorizer), or an IAM
 * principal (IAM authorizer), who is an operator of the deployment.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AdminCaller } from '../admin-context.ts';
import { tenantId } from '../contract/identifier.ts';
import type { Role } from '../contract/operations.ts';
import { forbidden } from '../problem-error.ts';

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string; readonly callerId?: string };
}

const roles: readonly Role[] = ['owner', 'administrator', 'reader'];

/** Throws 403 for a user without a role, or whose role needs a tenant that is not named. */
export function callerOf(event: APIGatewayProxyEventV2): AdminCaller {
  const { jwt, iam } = (event.requestContext as { readonly authorizer?: Authorizer }).authorizer ?? {};
  if (jwt?.claims !== undefined) return userOf(jwt.claims);
  if (iam?.userArn !== undefined) {
    return { role: 'owner', actor: { kind: 'operator', id: iam.userArn, name: iam.userArn.split('/').at(-1) } };
  }
  throw forbidden('The request reached the function without an authorizer; nobody is known to have sent it.');
}

function userOf(claims: Readonly<Record<string, unknown>>): AdminCaller {
  const groups = groupsOf(claims['cognito:groups']);
  const role = roles.find((each) => groups.includes(each));
  const { sub, email } = claims;
  if (typeof sub !== 'string' || role === undefined) {
    throw forbidden(`Your account has no role here; an owner adds it to the group ${roles.join(', ')}.`);
  }
  const actor = { kind: 'user' as const, id: sub, ...(typeof email === 'string' ? { name: email } : {}) };
  if (role === 'owner') return { role, actor };
  const tenant = tenantId.safeParse(claims['custom:tenant']);
  if (!tenant.success) throw forbidden('Your account belongs to no tenant; an owner sets its custom:tenant.');
  return { role, actor, tenant: tenant.data };
}

/** The JWT authorizer hands an array over as the text `[a b]`. */
function groupsOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.replace(/^\[|\]$/g, '').split(/[\s,]+/) : [];
}
