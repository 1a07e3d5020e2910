import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { notFound, ScimError, uniqueness } from '#scim/errors.ts';
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

  // Never answered by Rollcall (RFC 7644 §7.5.2); the form is that of every error. Erratum 6893: 403, not 404.
  test('has the form of the example of RFC 7644 §7.5.2', () => {
    const file = join(import.meta.dirname, '../../../../rfc/rfc7644-7.5.2-sensitive.json');
    const example = JSON.parse(readFileSync(file, 'utf8')) as { readonly detail: string };
    const error = new ScimError(403, example.detail, { scimType: 'sensitive' });
    expect(errorResponse(error)).toEqual({ ...example, status: '403' });
  });

  test('shows half a character as one that is not known', () => {
    const error = notFound(`There is no ${'😀'.slice(0, 1)}.`);
    expect([error.message, errorResponse(error).detail]).toEqual(['There is no \ufffd.', 'There is no \ufffd.']);
  });
});
