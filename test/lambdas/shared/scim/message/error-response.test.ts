import { describe, expect, test } from '@jest/globals';
import { notFound, type ScimError, uniqueness } from '#scim/errors.ts';
import { errorResponse } from '#scim/message/error-response.ts';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];

describe('errorResponse', () => {
  test.each<[ScimError, object]>([
    [
      notFound('Resource 2819c223-7f76-453a-919d-413861904646 not found'),
      { schemas, status: '404', detail: 'Resource 2819c223-7f76-453a-919d-413861904646 not found' },
    ],
    [
      uniqueness('userName'),
      { schemas, status: '409', scimType: 'uniqueness', detail: expect.stringContaining('userName') },
    ],
  ])('%s', (error, expected) => {
    expect(errorResponse(error)).toEqual(expected);
    expect(Object.values(errorResponse(error))).not.toContain(undefined);
  });

  test('shows half a character as one that is not known', () => {
    const error = notFound(`There is no ${'😀'.slice(0, 1)}.`);
    expect([error.message, errorResponse(error).detail]).toEqual(['There is no \ufffd.', 'There is no \ufffd.']);
  });
});
