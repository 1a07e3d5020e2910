/** Performing a bulk request (RFC 7644 §3.7; docs/adr/0030-bulk.md). */
import { failedReference, internalError, ScimError, unavailable } from '#scim/errors.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import type { BulkRequest } from '#scim/message/bulk-request.ts';
import type { BulkResult } from '#scim/message/bulk-response.ts';
import type { MemberReference } from '#scim/schema/member-reference.ts';
import type { BulkActs, Performed } from './bulk-acts.ts';
import { addMembers, splitMembers } from './bulk-circle.ts';
import { footprintsOf } from './bulk-footprint.ts';
import { type ReadyOperation, readyOperations } from './bulk-operation.ts';
import { sequenceOf } from './bulk-sequence.ts';
import { runSteps, waitsOf } from './bulk-steps.ts';

export interface BulkOptions {
  readonly acts: BulkActs;
  readonly interoperability: Pick<Interoperability, 'sameGroupName'>;
  /** Base URL of the connection, without a slash at its end. */
  readonly baseUrl: string;
  /** Ids of new resources: UUIDv4, lower case. */
  readonly newId: () => string;
  /** Whether another operation can still be started. */
  readonly hasTime: () => boolean;
  /** Is told each error that is no answer, and so becomes a 500. */
  readonly onUnexpected: (error: unknown) => void;
}

type Outcome = Performed | ScimError;

/** Operations that run at the same time, at most. */
const sideBySide = 10;

/**
 * Performs the operations and answers what came of each, in the order of the request; an operation that was not
 * started because of `failOnErrors` is left out. The result is that of performing one after the other, each after what
 * it refers to. An error of one leaves all others whole but those that refer to what it was to create.
 */
export async function performBulk(request: BulkRequest, options: BulkOptions): Promise<readonly BulkResult[]> {
  const { operations, failOnErrors = Number.POSITIVE_INFINITY } = request;
  const ready = readyOperations(operations, options.newId);
  const footprints = await footprintsOf(ready, { read: options.acts.read, interoperability: options.interoperability });
  const sequence = sequenceOf(ready.map((operation) => operation?.references ?? []));
  const waits = waitsOf(
    sequence.map((step) => ({
      changes: step.flatMap((place) => footprints[place]?.changes ?? []),
      reads: step.flatMap((place) => footprints[place]?.reads ?? []),
    })),
  );
  const bulk = new Bulk(request, ready, options);
  await runSteps(
    sequence.map(({ length }, step) => ({ size: length, waits: waits[step] ?? [] })),
    (step) => bulk.run(sequence[step] ?? []),
    { sideBySide, maxErrors: failOnErrors },
  );
  return operations.flatMap((_, place) => bulk.resultOf(place) ?? []);
}

/** One bulk request on its way: what came of each operation so far. */
class Bulk {
  readonly #request: BulkRequest;
  readonly #ready: readonly (ReadyOperation | undefined)[];
  readonly #options: BulkOptions;
  readonly #outcomes = new Map<number, Outcome>();

  constructor(request: BulkRequest, ready: readonly (ReadyOperation | undefined)[], options: BulkOptions) {
    this.#request = request;
    this.#ready = ready;
    this.#options = options;
  }

  /** Runs the operations of one step; answers how many failed. Never throws. */
  async run(step: readonly number[]): Promise<number> {
    const circle = step.flatMap((place) => {
      const operation = this.#ready[place];
      return operation === undefined ? [] : [{ place, operation }];
    });
    const isCircle = circle.some(({ operation }) => operation.references.some((place) => step.includes(place)));
    const outcomes = isCircle
      ? await this.#runCircle(circle)
      : await Promise.all(step.map(async (place) => [place, await this.#runOne(place)] as const));
    for (const [place, outcome] of outcomes) this.#outcomes.set(place, outcome);
    return outcomes.filter(([, outcome]) => outcome instanceof ScimError).length;
  }

  /** The answer to one operation; undefined when it was not performed. */
  resultOf(place: number): BulkResult | undefined {
    const [operation, outcome] = [this.#request.operations[place], this.#outcomes.get(place)];
    if (operation === undefined || outcome === undefined) return undefined;
    const { method, bulkId } = operation;
    const location = this.#locationOf(place, outcome);
    const named = {
      place,
      ...(method === undefined ? {} : { method }),
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(location === undefined ? {} : { location }),
    };
    if (outcome instanceof ScimError) return { ...named, status: outcome.status, error: outcome };
    return { ...named, ...outcome };
  }

  /** Also that of a resource there is none of, unless it was to be created. */
  #locationOf(place: number, outcome: Outcome): string | undefined {
    const operation = this.#request.operations[place];
    if (operation?.path === undefined) return undefined;
    if (outcome instanceof ScimError && operation.method === 'POST') return undefined;
    const { type, target } = operation.path;
    const id = outcome instanceof ScimError ? target : (this.#ready[place]?.id ?? target);
    return `${this.#options.baseUrl}${type.endpoint}/${encodeURIComponent(id)}`;
  }

  async #runOne(place: number): Promise<Outcome> {
    const request = this.#request.operations[place];
    const operation = this.#ready[place];
    if (request?.kind === 'refused') return request.error;
    if (operation === undefined) return internalError(new Error(`There is no operation ${place}.`));
    return this.#hindranceOf([operation]) ?? this.#attempt(() => this.#perform(operation));
  }

  #perform({ method, type, id, data, version }: ReadyOperation): Promise<Performed> {
    const { acts } = this.#options;
    const conditions = version === undefined ? {} : { ifMatch: version };
    switch (method) {
      case 'POST':
        return acts.create(type, id, data);
      case 'PUT':
        return acts.replace(type, id, data, conditions);
      case 'PATCH':
        return acts.modify(type, id, data, conditions);
      case 'DELETE':
        return acts.remove(type, id, conditions);
    }
  }

  /**
   * Creates every resource of a circle without the members that are in it, then adds those. When one of them fails,
   * the others are deleted again: an operation that answers an error leaves nothing behind.
   */
  async #runCircle(circle: readonly Placed[]): Promise<readonly (readonly [number, Outcome])[]> {
    const hindrance = this.#hindranceOf(circle.map(({ operation }) => operation));
    if (hindrance !== undefined) return circle.map(({ place }) => [place, hindrance]);
    const ids = new Set(circle.map(({ operation }) => operation.id));
    const made = await eachOf(circle, (placed) => this.#createPart(placed, ids));
    const outcomes = made.some(isFailed) ? made : await eachOf(made, (created) => this.#complete(created));
    const failed = outcomes.find(isFailed);
    if (failed === undefined) return outcomes.map(({ place, outcome }) => [place, outcome]);
    const created = made.filter((one) => !isFailed(one));
    await eachOf(created, ({ operation }) => this.#undo(operation));
    const reason = failedReference(this.#request.operations[failed.place]?.bulkId ?? '');
    return outcomes.map(({ place, outcome }) => [place, outcome instanceof ScimError ? outcome : reason]);
  }

  async #createPart({ place, operation }: Placed, circle: ReadonlySet<string>): Promise<Created> {
    const { type, id, data } = operation;
    let later: readonly MemberReference[] = [];
    const outcome = await this.#attempt(() => {
      const split = splitMembers(type, data, circle);
      later = split.later;
      return this.#options.acts.create(type, id, split.body);
    });
    return { place, operation, later, outcome };
  }

  async #complete(created: Created): Promise<Created> {
    const { type, id } = created.operation;
    if (created.later.length === 0) return created;
    const outcome = await this.#attempt(async () => {
      const { version } = await this.#options.acts.modify(type, id, addMembers(type, created.later), {});
      return { status: 201, ...(version === undefined ? {} : { version }) };
    });
    return { ...created, outcome };
  }

  async #undo({ type, id }: ReadyOperation): Promise<void> {
    const outcome = await this.#attempt(() => this.#options.acts.discard(type, id));
    // What is left behind has an id that no answer names: the log must.
    if (outcome instanceof ScimError) {
      this.#options.onUnexpected(
        new Error(`${type.name} ${id} of a failed circle was not deleted`, { cause: outcome }),
      );
    }
  }

  /** Why none of `operations` can be started. */
  #hindranceOf(operations: readonly ReadyOperation[]): ScimError | undefined {
    const failed = operations
      .flatMap(({ references }) => references)
      .find((reference) => this.#outcomes.get(reference) instanceof ScimError);
    if (failed !== undefined) return failedReference(this.#request.operations[failed]?.bulkId ?? '');
    if (this.#options.hasTime()) return undefined;
    return unavailable('The time for this request was over before the operation was started. Send it again.', 1);
  }

  async #attempt(act: () => Promise<Performed>): Promise<Outcome> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof ScimError) return error;
      this.#options.onUnexpected(error);
      return internalError(error);
    }
  }
}

interface Placed {
  readonly place: number;
  readonly operation: ReadyOperation;
}

interface Created extends Placed {
  readonly outcome: Outcome;
  readonly later: readonly MemberReference[];
}

function isFailed({ outcome }: Created): boolean {
  return outcome instanceof ScimError;
}

/** `act` on each value, a few at a time. */
async function eachOf<T, R>(values: readonly T[], act: (value: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < values.length; start += sideBySide) {
    results.push(...(await Promise.all(values.slice(start, start + sideBySide).map(act))));
  }
  return results;
}
