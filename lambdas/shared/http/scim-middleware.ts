/** The shape every middleware of the pipeline has, and what they tell one another through `request.internal`. */
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Interoperability } from '#scim/interoperability.ts';
import type { JournalFacts, JournalOperation } from './journal-facts.ts';
import type { Caller, RequestNotes } from './scim-request.ts';

export interface ScimInternal extends Record<string, unknown> {
  /** Milliseconds of `performance.now()` when the request began. */
  startedAt?: number;
  /** The moment when it began, ISO 8601. */
  at?: string;
  /** Canonical id of the provider whose connection the path names. */
  provider?: string;
  /** Of answers on that connection, unless the client asks for the other one. */
  mediaType?: Interoperability['mediaType'];
  caller?: Caller;
  body?: unknown;
  notes?: RequestNotes;
  /** What an error is counted as, where neither `scimType` nor status tell. */
  kind?: 'limited' | 'secrets';
  facts?: JournalFacts;
  operations?: readonly JournalOperation[];
}

/** The Lambda context with what the pipeline learned, for the handler inside it. */
export interface ScimContext extends Context {
  scim?: ScimInternal;
}

export type ScimMiddleware = MiddlewareObj<
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Error,
  ScimContext,
  ScimInternal
>;
