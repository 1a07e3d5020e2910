/** What a function is told by its environment (set in `lib/scim-function.ts`). */
import type { LogLevel, RequestLogOptions } from '#http/request-log.ts';

export interface SecretNames {
  /** Name of a tenant's secret without the tenant. */
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
}

/** The value of a variable. Throws at once when it is missing: the function is then not deployed as it must be. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

export function secretNames(): SecretNames {
  return {
    tenantSecretPrefix: environmentVariable('TENANT_SECRET_PREFIX'),
    tokenKeySecret: environmentVariable('TOKEN_KEY_SECRET'),
  };
}

/** What is told of each request, and under which name. */
export function requestLogSettings(): Omit<RequestLogOptions, 'write' | 'addressOf'> {
  return { stage: environmentVariable('STAGE'), level: environmentVariable('LOG_LEVEL') as LogLevel };
}

/** Origin of a custom domain, when the deployment has one. */
export function configuredOrigin(): string | undefined {
  return process.env.BASE_URL;
}

/** What the distribution in front adds to each request, when the deployment asks for it. */
export function originSecret(): string | undefined {
  return process.env.ORIGIN_SECRET;
}

/** As how many requests of its tenant each one to this function counts. */
export function requestWeight(): number {
  return Number(process.env.REQUEST_WEIGHT ?? 1);
}

/** What a tenant may send when nothing was decided for it. */
export function tenantRateLimit(): { readonly requestsPerSecond: number; readonly burst: number } {
  return {
    requestsPerSecond: Number(environmentVariable('TENANT_REQUESTS_PER_SECOND')),
    burst: Number(environmentVariable('TENANT_REQUEST_BURST')),
  };
}
