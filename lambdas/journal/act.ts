/** What a request did, in words for people. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { resourceTypes, userType } from '#scim/schema/resource-types.ts';

export interface Act {
  /** `Update user` */
  readonly act: string;
  /** Undefined where resources of several types are meant, or none. */
  readonly type?: ResourceType;
  /** Whether it changes nothing. */
  readonly isQuestion: boolean;
}

const changes: Readonly<Record<string, string>> = { POST: 'Create', PUT: 'Replace', PATCH: 'Update', DELETE: 'Delete' };

/** `endpoint` is relative to the base URL, without ids: `/Users/{id}`. */
export function actOf(method: string, endpoint: string): Act {
  const isSearch = endpoint.endsWith('/.search');
  const isQuestion = method === 'GET' || isSearch;
  if (endpoint === '/Bulk') return { act: 'Bulk request', isQuestion };
  const [, first = ''] = endpoint.split('/');
  const type = first === 'Me' ? userType : resourceTypes.find((each) => each.endpoint === `/${first}`);
  if (type === undefined) return { act: isSearch || first === '' ? 'Find resources' : 'Read description', isQuestion };
  const name = type.name.toLowerCase();
  if (!isQuestion) return { act: `${changes[method] ?? method} ${name}`, type, isQuestion };
  const isOne = endpoint.endsWith('/{id}') || first === 'Me';
  return { act: isOne ? `Read ${name}` : `Find ${name}s`, type, isQuestion };
}
