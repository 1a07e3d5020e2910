import { describe, expect, test } from '@jest/globals';
import { type Access, findGrants, grantsOf, matches, readStatements } from '#lib/local/access/identity-policy.ts';

const table = 'arn:aws:dynamodb:eu-west-1:000000000000:table/rollcall-dev';
const statements = readStatements(
  {
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:Query'],
        Resource: table,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#*#*', 'Tenants'] } },
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: ['arn:s:secret:a-??????', 'arn:s:secret:t/*'],
      },
      {
        Sid: 'KeepOff',
        Effect: 'Deny',
        Action: 'dynamodb:*',
        Resource: '*',
        Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': 'T#*#Audit#*' } },
      },
    ],
  },
  (what) => new Error(what),
);
const get = (...leadingKeys: string[]): Access => ({ action: 'dynamodb:GetItem', resource: table, leadingKeys });

describe('a policy', () => {
  test.each<[string, Access, boolean]>([
    ['a key that matches', get('T#a#User'), true],
    ['keys that match different patterns', get('T#a#User', 'Tenants'), true],
    ['a key that matches none', get('T#a'), false],
    ['one of two keys that matches none', get('T#a#User', 'T#a'), false],
    ['an action on an index', { ...get('T#a#User'), resource: `${table}/index/byMember` }, false],
    ['another action', { ...get('T#a#User'), action: 'dynamodb:PutItem' }, false],
    ['a key that is denied', get('T#a#Audit#2026-01'), false],
    ['a key that is denied beside another', get('T#a#User', 'T#a#Audit#2026-01'), false],
    ['a secret by its prefix', { action: 'secretsmanager:GetSecretValue', resource: 'arn:s:secret:t/x-123456' }, true],
    [
      'a secret with a longer name',
      { action: 'secretsmanager:GetSecretValue', resource: 'arn:s:secret:a-b-123456' },
      false,
    ],
  ])('judges %s', (_, access, isAllowed) => {
    expect(findGrants(statements, access) !== undefined).toBe(isAllowed);
  });

  test('tells which part of it let a call pass', () => {
    expect(findGrants(statements, get('T#a#User', 'T#b#Group'))).toEqual([
      { action: 'dynamodb:GetItem', resource: table },
      { statement: 'Read', leadingKey: 'T#*#*' },
    ]);
  });

  test('is made of its actions on resources and its keys; what is denied is no grant', () => {
    expect(grantsOf(statements)).toEqual([
      { action: 'dynamodb:GetItem', resource: table },
      { action: 'dynamodb:Query', resource: table },
      { statement: 'Read', leadingKey: 'T#*#*' },
      { statement: 'Read', leadingKey: 'Tenants' },
      { action: 'secretsmanager:GetSecretValue', resource: 'arn:s:secret:a-??????' },
      { action: 'secretsmanager:GetSecretValue', resource: 'arn:s:secret:t/*' },
    ]);
  });

  test.each([
    ['a.c', 'a.c', true],
    ['a.c', 'abc', false],
    ['a*', 'a\nb', true],
    ['a?c', 'abc', true],
    ['a?', 'a', false],
  ])('%j matches %j: %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});
