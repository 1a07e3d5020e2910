/** The acts of RFC 7644 §3.2 on one resource type, by route. Resource types differ by their description only. */
import { randomUUID } from 'node:crypto';
import type { RouteTable } from '#http/route.ts';
import type { RequestNotes, ScimRequest } from '#http/scim-request.ts';
import { created, document, noContent, notModified, ok, type ScimResponse } from '#http/scim-response.ts';
import { formatETag } from '#scim/etag.ts';
import { parseListRequest } from '#scim/message/list-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { createResource } from '#service/create.ts';
import { deleteResource } from '#service/delete.ts';
import { modifyResource } from '#service/modify.ts';
import { queryResources } from '#service/query.ts';
import { replaceResource } from '#service/replace.ts';
import { represent } from '#service/represent.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { Preconditions, ServiceContext } from '#service/service-context.ts';

/** The caller's directory for the time of one request, and what using it cost. */
export interface Directory {
  readonly context: ServiceContext;
  readonly cost: () => RequestNotes;
}

export type OpenDirectory = (request: ScimRequest) => Directory;

type ResourceAct = (type: ResourceType, context: ServiceContext, request: ScimRequest) => Promise<ScimResponse>;

/** `POST /Users`, `GET /Users/{id}` and so on for the endpoint of `type`. */
export function resourceRoutes(type: ResourceType, open: OpenDirectory): RouteTable {
  const bind = (act: ResourceAct) => async (request: ScimRequest) => {
    const { context, cost } = open(request);
    try {
      return await act(type, context, request);
    } finally {
      request.note(cost());
    }
  };
  return {
    [`POST ${type.endpoint}`]: bind(create),
    [`GET ${type.endpoint}`]: bind(list),
    [`GET ${type.endpoint}/{id}`]: bind(retrieve),
    [`PUT ${type.endpoint}/{id}`]: bind(replace),
    [`PATCH ${type.endpoint}/{id}`]: bind(modify),
    [`DELETE ${type.endpoint}/{id}`]: bind(remove),
  };
}

const create: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const outcome = await createResource(context, type, request.body, randomUUID(), projection);
  noteIgnored(request, outcome.ignored);
  return created(outcome);
};

const list: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  return document(await queryResources(context, type, parseListRequest(request.query), projection));
};

const retrieve: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const found = await retrieveResource(context, type, idOf(request), projection, preconditionsOf(request));
  return found.kind === 'found' ? ok(found) : notModified(found.version);
};

const replace: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const preconditions = preconditionsOf(request);
  const outcome = await replaceResource(context, type, idOf(request), request.body, projection, preconditions);
  noteIgnored(request, outcome.ignored);
  return ok(outcome);
};

const modify: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const { state, ignored } = await modifyResource(context, type, idOf(request), request.body, preconditionsOf(request));
  noteIgnored(request, ignored);
  // A group is not read back unasked: adding one member must cost the same however many there are.
  const asksForBody = request.query.attributes !== undefined || request.query.excludedAttributes !== undefined;
  if (type.memberAttribute !== undefined && !asksForBody) return noContent(formatETag(state.version));
  return ok(await represent(context, type, state, projection));
};

const remove: ResourceAct = async (type, context, request) => {
  await deleteResource(context, type, idOf(request), preconditionsOf(request));
  return noContent();
};

function idOf(request: ScimRequest): string {
  return request.parameters.id ?? '';
}

function preconditionsOf({ headers }: ScimRequest): Preconditions {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
}

function noteIgnored(request: ScimRequest, ignored: readonly string[]): void {
  // Names come from the client: enough of them to find the mistake, never enough to flood the log.
  if (ignored.length > 0) request.note({ ignored: ignored.slice(0, 20).map((name) => name.slice(0, 100)) });
}
