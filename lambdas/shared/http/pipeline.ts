/** What every request goes through, in the order it reads. */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { type BearerAuthOptions, bearerAuth } from './bearer-auth.ts';
import { connection, type FindProvider, type MediaTypeOf } from './connection.ts';
import { contentCoding } from './content-coding.ts';
import { headerNames } from './header-names.ts';
import type { SealForJournal } from './journal-facts.ts';
import { originSecret } from './origin-secret.ts';
import { type Admit, rateLimit } from './rate-limit.ts';
import { type RequestLogOptions, requestLog, toStandardOutput, type WriteLine } from './request-log.ts';
import { type RouteTable, route } from './route.ts';
import { scimBody } from './scim-body.ts';
import { scimError } from './scim-error.ts';
import type { ScimContext, ScimInternal } from './scim-middleware.ts';
import { basePath } from './scim-request.ts';
import { viewerAddress } from './viewer-address.ts';

export type ScimHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

export interface PipelineOptions extends Omit<RequestLogOptions, 'write' | 'addressOf'> {
  readonly findProvider: FindProvider;
  /** Without it, answers are in SCIM's own type. */
  readonly mediaTypeOf?: MediaTypeOf;
  readonly authenticate: BearerAuthOptions['authenticate'];
  /** Without it, tenants may send as much as they like. */
  readonly admit?: Admit;
  readonly routes: RouteTable;
  /** Keys of `routes` that answer without a credential. */
  readonly publicRoutes?: readonly string[];
  /** Origin of a custom domain; without it, the one the client used. */
  readonly origin?: string | undefined;
  /** What the distribution in front adds to each request; without it, requests may come any way. */
  readonly originSecret?: string | undefined;
  /** Bytes of a body, at most; without it, what the gateway lets through. */
  readonly maxPayloadSize?: number;
  readonly write?: WriteLine;
  /** Without it, the provisioning log is told nothing. */
  readonly sealForJournal?: SealForJournal;
}

/** A Lambda handler (payload format 2.0) that answers every request, also the bad ones, as SCIM says. */
export function scimPipeline(options: PipelineOptions): ScimHandler {
  const { write = toStandardOutput, stage, level } = options;
  const addressOf = viewerAddress(options.originSecret);
  const publicRoutes = (options.publicRoutes ?? []).map((key) => key.replace(' ', ` ${basePath}`));
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, ScimContext, ScimInternal>()
    .use(requestLog({ write, stage, level, seal: options.sealForJournal, addressOf }))
    .use(scimError(write))
    .use(contentCoding())
    .use(headerNames())
    .use(originSecret(options.originSecret))
    .use(connection(options.findProvider, options.mediaTypeOf))
    .use(bearerAuth({ authenticate: options.authenticate, publicRoutes }))
    .use(rateLimit(options.admit ?? (() => 0)))
    .use(scimBody(options.maxPayloadSize))
    .before(function handOver(request) {
      request.context.scim = request.internal;
    })
    .handler(route(options.routes, options.origin, write));
}
