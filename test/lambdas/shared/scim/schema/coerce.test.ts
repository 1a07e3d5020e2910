import { describe, expect, test } from '@jest/globals';
import { ScimError } from '#scim/errors.ts';
import type { Json } from '#scim/json.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import { coerceValue } from '#scim/schema/coerce.ts';
import { enterpriseUser } from '#scim/schema/enterprise-user.ts';
import { findAttribute } from '#scim/schema/lookup.ts';
import { userSchema } from '#scim/schema/user.ts';

function attributeNamed(name: string) {
  const found = findAttribute([...userSchema.attributes, ...enterpriseUser.attributes], name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('coerceValue', () => {
  test.each<[string, Json, Json | undefined]>([
    ['title', 'Captain', 'Captain'],
    ['title', null, undefined],
    ['title', '', undefined],
    ['title', ['Captain'], 'Captain'],
    ['title', [], undefined],
    ['title', {}, undefined],
    ['active', true, true],
    ['active', 'False', false],
    ['active', 'TRUE', true],
    ['name', { GIVENNAME: 'A', familyName: null }, { givenName: 'A' }],
    ['name', {}, undefined],
    ['emails', [{ value: 'a@b.c', primary: 'True' }], [{ value: 'a@b.c', primary: true }]],
    ['emails', { value: 'a@b.c' }, [{ value: 'a@b.c' }]],
    ['emails', 'a@b.c', [{ value: 'a@b.c' }]],
    ['emails', ['a@b.c'], [{ value: 'a@b.c' }]],
    ['profileUrl', '../~ådå?a=[b]#c', '../~ådå?a=[b]#c'],
    ['emails', [{ value: 'a' }, { value: 'A', display: 'd' }], [{ value: 'a', display: 'd' }]],
    ['emails', [{ value: 'a', type: 'x' }, { value: 'a' }], [{ value: 'a', type: 'x' }, { value: 'a' }]],
    ['addresses', [{ region: 'a' }, { region: 'a' }], [{ region: 'a' }, { region: 'a' }]],
    ['emails', null, undefined],
    ['emails', [], undefined],
    ['emails', [{ value: null }, {}, []], undefined],
    ['emails', { value: {} }, undefined],
    ['manager', 'm1', { value: 'm1' }],
    ['manager', [{ value: 'm1', $ref: 'https://x/Users/m1' }], { value: 'm1' }],
    ['manager', { value: 'm1', displayName: 'readOnly' }, { value: 'm1' }],
    ['manager', { value: '' }, undefined],
    ['x509Certificates', [{ value: 'MIID' }], [{ value: 'MIID' }]],
  ])('%s: %j becomes %j', (name, value, expected) => {
    expect(coerceValue(attributeNamed(name), value, name)).toEqual(expected);
  });

  test('only the first of two primary elements stays primary', () => {
    const value: Json = [{ value: 'a', primary: true }, { value: 'b', primary: true }, { value: 'c' }];
    expect(coerceValue(attributeNamed('emails'), value, 'emails')).toEqual([
      { value: 'a', primary: true },
      { value: 'b', primary: false },
      { value: 'c' },
    ]);
  });

  test('unknown sub-attributes are left out and reported', () => {
    const unknown: string[] = [];
    const value = coerceValue(
      attributeNamed('emails'),
      [{ value: 'a', __proto__x: 1, colour: 'red' }],
      'emails',
      (path) => unknown.push(path),
    );
    expect(value).toEqual([{ value: 'a' }]);
    expect(unknown).toEqual(['emails.__proto__x', 'emails.colour']);
  });

  test.each<[string, Json, RegExp]>([
    ['title', 42, /title: 42 is not accepted; it must be a string/],
    ['title', { a: 1 }, /title/],
    ['title', ['a', 'b'], /title/],
    ['title', '\ud800', /well-formed/],
    ['profileUrl', 'my page', /profileUrl: "my page" is not accepted; it must be a URI/],
    ['photos', [{ value: 'https://x/\n' }], /photos\.value/],
    ['title', 'x'.repeat(65_537), /65537 characters/],
    ['active', 'perhaps', /active: "perhaps" is not accepted; it must be true or false/],
    ['active', 1, /active: 1/],
    ['name', 'Ada', /name: "Ada" is not accepted; it must be an object/],
    ['emails', [['a']], /emails/],
    ['emails', [{ value: 7 }], /emails\.value: 7/],
    ['emails', Array.from({ length: 1_001 }, () => 'a'), /1001 elements/],
    ['x509Certificates', [{ value: 'no base64!' }], /base64/],
    ['x509Certificates', [{ value: 'a' }], /base64/],
    ['title', { a: { b: 1 } }, /title: an object is not accepted/],
  ])('%s: %j is refused', (name, value, detail) => {
    const coerce = () => coerceValue(attributeNamed(name), value, name);
    expect(coerce).toThrow(ScimError);
    expect(coerce).toThrow(detail);
  });

  test('the value of a password is in no error', () => {
    expect(() => coerceValue(attributeNamed('password'), { secret: 'hunter2' }, 'password')).toThrow(/^(?!.*hunter2)/);
  });

  const secret = defineAttribute('vault', '', {
    type: 'complex',
    returned: 'never',
    subAttributes: [defineAttribute('value', '', { type: 'integer' })],
  });

  test.each<[string, Json]>([
    ['its own', { value: 'hunter2' }],
    ['a bare value', 'hunter2'],
    ['a list', ['hunter2', 'hunter2']],
  ])('what is within a secret attribute is in no error: %s', (_, value) => {
    expect(() => coerceValue(secret, value, 'vault')).toThrow(/^vault(?!.*hunter2)/);
  });

  test('a sub-attribute that is never returned is checked and left out', () => {
    const card = defineAttribute('card', '', {
      type: 'complex',
      subAttributes: [defineAttribute('pin', '', { returned: 'never' }), defineAttribute('number', '')],
    });
    expect(coerceValue(card, { pin: '1234', number: '5' }, 'card')).toEqual({ number: '5' });
    expect(() => coerceValue(card, { pin: 1234 }, 'card')).toThrow(/^card\.pin(?!.*1234)/);
  });

  // JSON.parse takes any depth; what walks down or prints such a value would exhaust the stack.
  test.each(['title', 'active', 'emails', 'password', 'x509Certificates', 'manager'])(
    '%s nested 100,000 deep is refused like any other wrong value',
    (name) => {
      const nested = (open: string, close: string) =>
        JSON.parse(`${open.repeat(100_000)}1${close.repeat(100_000)}`) as Json;
      for (const value of [nested('[', ']'), nested('{"value":', '}')]) {
        expect(() => coerceValue(attributeNamed(name), value, name)).toThrow(ScimError);
      }
    },
  );

  test.each<[string, Json, Json]>([
    ['integer', 3, 3],
    ['integer', '3', 3],
    ['integer', 3.5, 'refused'],
    ['integer', 2 ** 53, 'refused'],
    ['integer', 'three', 'refused'],
    ['integer', '3.0', 'refused'],
    ['integer', '1e3', 'refused'],
    ['decimal', '1e3', 1000],
    ['decimal', Number.POSITIVE_INFINITY, 'refused'],
    ['decimal', '1.5', 1.5],
    ['decimal', true, 'refused'],
    ['dateTime', '2008-01-23T04:56:22Z', '2008-01-23T04:56:22Z'],
    ['dateTime', '2008-01-23T04:56:22.123+01:00', '2008-01-23T04:56:22.123+01:00'],
    ['dateTime', '23 January 2008', 'refused'],
    ['dateTime', '2008-13-23T04:56:22Z', 'refused'],
    ['dateTime', '2026-02-31T04:56:22Z', 'refused'],
    ['binary', 'aGk=', 'aGk='],
    ['reference', 'https://x', 'https://x'],
  ])('%s %j: %j', (type, value, expected) => {
    const attribute = defineAttribute('x', '', { type: type as 'integer' });
    const coerce = () => coerceValue(attribute, value, 'x');
    if (expected === 'refused') expect(coerce).toThrow(ScimError);
    else expect(coerce()).toEqual(expected);
  });
});
