/** The acts of RFC 7644 §3.2 on one resource type, by route. Resource types differ by their description only. */
import { randomUUID } from 'node:crypto';
import type { RouteTable } from '#http/route.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { changed, created, noContent, notModified, ok, type ScimResponse } from '#http/scim-response.ts';
import { methodNotAllowed } from '#scim/errors.ts';
import { formatETag } from '#scim/etag.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { createResource } from '#service/create.ts';
import { deleteResource } from '#service/delete.ts';
import { modifyResource } from '#service/modify.ts';
import { replaceResource } from '#service/replace.ts';
import { representChanged } from '#service/represent.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { Preconditions, ServiceContext } from '#service/service-context.ts';
import { inDirectory, type OpenDirectory } from './directory.ts';
import { noteRemarks } from './note-remarks.ts';
import { searchRoutes } from './search-routes.ts';
import { nameIn } from './tell.ts';

type ResourceAct = (type: ResourceType, context: ServiceContext, request: ScimRequest) => Promise<ScimResponse>;

/** `POST /Users`, `GET /Users/{id}`, `POST /Users/.search` and so on for the endpoint of `type`. */
export function resourceRoutes(type: ResourceType, open: OpenDirectory): RouteTable {
  const bind = (act: ResourceAct) => inDirectory(open, (context, request) => act(type, context, request));
  const onOne = (method: string, act: ResourceAct): RouteTable => ({
    [`${method} ${type.endpoint}/{id}`]: bind((...given) => {
      const [, , request] = given;
      // To the gateway this is an id for all but POST.
      if (request.parameters.id === '.search') throw methodNotAllowed(method, `${type.endpoint}/.search`, ['POST']);
      request.tell({ id: request.parameters.id });
      return act(...given);
    }),
  });
  return {
    [`POST ${type.endpoint}`]: bind(create),
    ...searchRoutes(type.endpoint, [type], open),
    ...onOne('GET', retrieve),
    ...onOne('PUT', replace),
    ...onOne('PATCH', modify),
    ...onOne('DELETE', remove),
  };
}

const create: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const id = randomUUID();
  request.tell({ name: nameIn(type, request.body) });
  const outcome = await createResource(context, type, request.body, id, projection);
  request.tell({ id });
  noteRemarks(request, outcome);
  return created(outcome);
};

const retrieve: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const found = await retrieveResource(context, type, idOf(request), projection, preconditionsOf(request));
  return found.kind === 'found' ? ok(found) : notModified(found.version);
};

const replace: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const preconditions = preconditionsOf(request);
  request.tell({ name: nameIn(type, request.body) });
  const outcome = await replaceResource(context, type, idOf(request), request.body, projection, preconditions);
  noteRemarks(request, outcome);
  return changed(outcome);
};

const modify: ResourceAct = async (type, context, request) => {
  const projection = parseProjection(request.query, type);
  const modification = await modifyResource(context, type, idOf(request), request.body, preconditionsOf(request));
  const { state } = modification;
  request.tell({ name: nameIn(type, state.document) });
  noteRemarks(request, modification);
  const { users, groups } = context.interoperability.patchStatus;
  const status = type.memberAttribute === undefined ? users : groups;
  // Who asks for attributes is given them (RFC 7644 §3.5.2).
  const asksForBody = request.query.attributes !== undefined || request.query.excludedAttributes !== undefined;
  if (status === 204 && !asksForBody) return noContent(formatETag(state.version));
  return changed(await representChanged(context, type, state, projection));
};

const remove: ResourceAct = async (type, context, request) => {
  const { document } = await deleteResource(context, type, idOf(request), preconditionsOf(request));
  request.tell({ name: nameIn(type, document) });
  return noContent();
};

function idOf(request: ScimRequest): string {
  return request.parameters.id ?? '';
}

function preconditionsOf({ headers }: ScimRequest): Preconditions {
  return { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
}
