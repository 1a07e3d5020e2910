import { describe, expect, test } from '@jest/globals';
import * as errors from '#scim/errors.ts';
import { attributeIn, maskDetail } from '../../../lambdas/journal/mask-detail.ts';

const id = '2819c223-7f76-453a-919d-413861904646';

describe('the detail of an error', () => {
  test.each([
    [
      'keeps the name of the resource itself',
      errors.uniqueness('userName', 'ada').detail,
      errors.uniqueness('userName', 'ada').detail,
    ],
    [
      'keeps the attribute and no other value',
      'emails[0].value: "grace@home.example" is not accepted; it must be a string.',
      'emails[0].value: "…" is not accepted; it must be a string.',
    ],
    ['keeps no value that has the mark of quotation in it', 'title: "a" or "b\\"c" is not accepted.', 'title: "…"'],
    [
      'keeps no value within a quoted path',
      'path "emails[value eq "x@y.z"].type" cannot be read: it ends.',
      'path "…" cannot be read: it ends.',
    ],
    [
      'keeps nothing after a quotation that was cut',
      'emails[value eq "x@y: no value of emails matches the filter.',
      'emails[value eq "…"',
    ],
    [
      'keeps no number',
      'birthYear: 1987 is not accepted; it must be a string.',
      'birthYear: … is not accepted; it must be a string.',
    ],
    ['keeps ids', `There is no User with the id "${id}".`, `There is no User with the id "${id}".`],
    [
      'keeps names of attributes',
      '"name.givenName" is required and must not be empty.',
      '"name.givenName" is required and must not be empty.',
    ],
    [
      'keeps what a token may do',
      'The token has the scope "scim:read"; this request needs "scim:write".',
      'The token has the scope "scim:read"; this request needs "scim:write".',
    ],
  ])('%s', (_, detail, masked) => {
    expect(maskDetail(detail, ['ada', undefined])).toBe(masked);
  });

  test('keeps the name of nobody else', () => {
    expect(maskDetail(errors.uniqueness('userName', 'grace').detail, ['ada'])).not.toContain('grace');
  });

  test.each([
    ['emails[0].value: "x" is not accepted.', 'emails'],
    ['userName is required and must not be empty.', 'userName'],
    ['Another resource already has the value "ada" of "userName", which must be unique.', 'userName'],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber is required and must not be empty.',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
    ],
    ['The filter cannot be read.', undefined],
  ])('%s speaks of %s', (detail, attribute) => {
    expect(attributeIn(detail)).toBe(attribute);
  });
});
