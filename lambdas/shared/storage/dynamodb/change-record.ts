/** What a record of the table's stream says was committed: to a resource, or to a membership. */
import type { ResourceState } from '#scim/resource.ts';
import type { Member } from '../resource-store.ts';
import { firstFormat } from './document-format.ts';
import { decodeDocument } from './items.ts';
import { isResourceId, membershipPrefix, partitionOf } from './keys.ts';
import type { Image, StreamRecord } from './stream-record.ts';

/** What every change has. */
interface CommittedChange {
  readonly tenant: string;
  /** Name of the resource type whose resource changed, or whose membership did. */
  readonly type: string;
  readonly id: string;
  /** Whole seconds in milliseconds since the epoch: about when the stream got it. */
  readonly at: number;
  /** Digits. Of two changes of one item the later one has the larger number, of the same or more digits. */
  readonly sequenceNumber: string;
}

/** A resource was created (no `before`), changed, or deleted (no `after`). */
export interface ResourceChange extends CommittedChange {
  readonly kind: 'resource';
  readonly before: ResourceState | undefined;
  readonly after: ResourceState | undefined;
}

/** A member came to a group, or left it. */
export interface MembershipChange extends CommittedChange {
  readonly kind: 'membership';
  readonly member: Member;
  readonly isAdded: boolean;
}

/**
 * The change that a record tells; undefined for an item that is neither a resource nor a membership. Steps of a staged
 * change (docs/adr/0003) need no care: memberships are written after it was committed, and each once. Throws for a document of a
 * format that this release does not read (docs/adr/0202).
 */
export function readChange({ eventName, dynamodb = {} }: StreamRecord): ResourceChange | MembershipChange | undefined {
  const { ApproximateCreationDateTime = 0, Keys, NewImage, OldImage, SequenceNumber = '' } = dynamodb;
  const partition = partitionOf(Keys?.pk?.S ?? '');
  const sk = Keys?.sk?.S ?? '';
  if (partition === undefined) return undefined;
  const { tenant, type, id } = partition;
  const common = { tenant, type, at: ApproximateCreationDateTime * 1_000, sequenceNumber: SequenceNumber };
  if (id === undefined) {
    if (!isResourceId(sk)) return undefined;
    const [before, after] = [stateOf(type, sk, OldImage), stateOf(type, sk, NewImage)];
    return { kind: 'resource', ...common, id: sk, before, after };
  }
  const member = sk.startsWith(membershipPrefix) ? sk.slice(membershipPrefix.length) : '';
  if (!isResourceId(member) || (eventName !== 'INSERT' && eventName !== 'REMOVE')) return undefined;
  const isAdded = eventName === 'INSERT';
  return { kind: 'membership', ...common, id, member: memberOf(member, isAdded ? NewImage : OldImage), isAdded };
}

function stateOf(type: string, id: string, image: Image | undefined): ResourceState | undefined {
  if (image?.doc?.S === undefined) return undefined;
  return {
    id,
    version: Number(image.version?.N),
    created: image.created?.S ?? '',
    lastModified: image.lastModified?.S ?? '',
    document: decodeDocument(image.doc.S, Number(image.format?.N ?? firstFormat), type),
  };
}

function memberOf(value: string, { type, display }: Image = {}): Member {
  return { value, type: type?.S ?? '', ...(display?.S === undefined ? {} : { display: display.S }) };
}
