/** Taking a tenant's directory out, and putting it back as it was (docs/backup-and-restore.md). */
import { equalJson } from '#scim/equal-json.ts';
import { invalidValue, ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { parseResource } from '#scim/schema/validate.ts';
import { patchOpMessage } from '#scim/urns.ts';
import { modifyResource } from '#service/modify.ts';
import { takeWithin } from '#service/page-bytes.ts';
import { mustExist } from '#service/preconditions.ts';
import type { ServiceContext } from '#service/service-context.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { ImportReport, KeptResource } from '../contract/transfer.ts';
import { mostPageBytes, nextPage, openCursor } from '../cursor.ts';
import { absent, invalid } from '../problem-error.ts';
import { mustBeTenant, mustNotBeDeleting, type OfTenant } from './tenants.ts';

interface OfType extends OfTenant {
  readonly type: string;
}

type Outcome = 'created' | 'present' | ImportReport['refused'][number];

/** Members that an entry of the audit trail names, at most. */
const mostNamed = 20;
/** Resources that are written at the same time. */
const sideBySide = 10;

/** Throws 404, as the others. */
export async function getExportIndex(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  const { displayName } = await mustBeTenant(context, tenant);
  const types = resourceTypes.map(({ name, memberAttribute }) => ({ name, hasMembers: memberAttribute !== undefined }));
  // What has members comes last: they are there then.
  const inOrder = types.toSorted((a, b) => Number(a.hasMembers) - Number(b.hasMembers));
  return { status: 200, body: { tenant, displayName, types: inOrder } };
}

/** A page of a type in the order of ids, read from the table's own partition: it costs what its resources weigh. */
export async function exportResources(
  context: AdminContext,
  { tenant, type: name }: OfType,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const type = typeNamed(name);
  const list = `export ${JSON.stringify([tenant, type.name])}`;
  const id = await openCursor(context, list, cursor);
  const from = id === undefined ? {} : { from: { position: { id }, inclusive: false } };
  const { resources, next } = await context.directoryOf(tenant).store.queryFrom(type, { count: limit, ...from });
  const kept = resources.map((state) => toKept(type, state));
  const items = takeWithin(kept, mostPageBytes, (resource) => resource);
  const last = items.length < kept.length ? resources[items.length - 1] : next;
  return { status: 200, body: { items, ...(await nextPage(context, list, last?.id)) } };
}

/**
 * Creates each resource with its own id and dates. One that is there just as described is left alone, so the same can be
 * sent again; one that cannot be is reported and keeps no other from being created.
 */
export async function importResources(
  context: AdminContext,
  { tenant, type: name }: OfType,
  { resources }: { readonly resources: readonly KeptResource[] },
): Promise<Answer> {
  mustNotBeDeleting(await mustBeTenant(context, tenant));
  const type = typeNamed(name);
  const directory = context.directoryOf(tenant);
  const outcomes: Outcome[] = [];
  const left = resources.entries();
  const work = async () => {
    for (const [place, resource] of left) outcomes[place] = await importResource(directory, type, resource);
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  const report: ImportReport = {
    created: outcomes.filter((outcome) => outcome === 'created').length,
    present: outcomes.filter((outcome) => outcome === 'present').length,
    refused: outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome)),
  };
  context.noteChange({ after: { type: type.name, created: report.created } });
  return { status: 200, body: report };
}

/**
 * Lets resources become members of a group that is there; those that are members stay so. A group that is as it was where
 * they come from keeps its dates; one that somebody has changed since is modified now, for those who ask by `lastModified`.
 */
export async function importMembers(
  context: AdminContext,
  { tenant, type: name, id }: OfType & { readonly id: string },
  { members, lastModified }: { readonly members: readonly string[]; readonly lastModified?: string | undefined },
): Promise<Answer> {
  mustNotBeDeleting(await mustBeTenant(context, tenant));
  const type = typeNamed(name);
  const { memberAttribute: path } = type;
  if (path === undefined) throw invalid(`A ${type.name} has no members.`);
  const directory = context.directoryOf(tenant);
  const group = mustExist(await directory.store.get(type, id), type, id);
  const at = group.lastModified === lastModified ? lastModified : context.at;
  const value = members.map((member) => ({ value: member }));
  const body = { schemas: [patchOpMessage], Operations: [{ op: 'add', path, value }] };
  const { members: change } = await modifyResource({ ...directory, at }, type, id, body);
  const added = (change?.add ?? []).map((member) => member.value);
  context.noteChange({ after: { type: type.name, id, added: added.length, members: added.slice(0, mostNamed) } });
  return { status: 204 };
}

/** A page of a type. What was written already is read again when it is begun anew, and not written. */
export async function migrateResources(
  context: AdminContext,
  { tenant, type: name }: OfType,
  { cursor }: { readonly cursor?: string | undefined },
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const type = typeNamed(name);
  const list = `migrate ${JSON.stringify([tenant, type.name])}`;
  const after = await openCursor(context, list, cursor);
  const { next, read, written } = await context.migrationOf(tenant)(type, after);
  context.noteChange({ after: { type: type.name, written } });
  return { status: 200, body: { read, written, ...(await nextPage(context, list, next)) } };
}

async function importResource({ store }: ServiceContext, type: ResourceType, resource: KeptResource): Promise<Outcome> {
  const { id } = resource;
  try {
    const { document, members } = parseResource(resource, type, { unknownAttribute: 'refuse' });
    if (members !== undefined) throw invalidValue('Members are imported by themselves, after all that they can be.');
    const { created, lastModified } = resource.meta;
    const state = { id, version: 1, created, lastModified, document };
    try {
      await store.create(type, state);
      return 'created';
    } catch (error) {
      // Whatever it collides with: what was imported before collides with itself.
      const stored = isConflict(error) ? await store.get(type, id) : undefined;
      if (stored !== undefined && isSame(stored, state)) return 'present';
      throw error;
    }
  } catch (error) {
    if (!(error instanceof ScimError) || error.status >= 500 || error.status === 429) throw error;
    return { id, detail: error.detail, isThere: (await store.get(type, id)) !== undefined };
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ScimError && error.status === 409;
}

function isSame(a: ResourceState, b: ResourceState): boolean {
  return a.created === b.created && equalJson(a.document, b.document);
}

function toKept(type: ResourceType, { id, created, lastModified, document }: ResourceState): JsonObject {
  const extensions = type.extensions.map(({ schema }) => schema.id).filter((urn) => document[urn] !== undefined);
  const meta = { resourceType: type.name, created, lastModified };
  return { schemas: [type.schema.id, ...extensions], id, ...document, meta };
}

function typeNamed(name: string): ResourceType {
  const type = resourceTypes.find((each) => each.name === name);
  if (type === undefined) throw absent(`There is no resource type "${name}".`);
  return type;
}
