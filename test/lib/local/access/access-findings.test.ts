/** The judgement over a whole run of the end-to-end tests, on runs that are made up. */
import { describe, expect, test } from '@jest/globals';
import type { AccessEvent } from '#lib/local/access/access-guard.ts';
import { type Access, findGrants, grantsOf, type Statement } from '#lib/local/access/identity-policy.ts';
import { findAccessProblems } from '../../../e2e/support/access-findings.ts';

const functionName = 'rollcall-dev-users';
const read: Statement = {
  name: 'Read',
  effect: 'Allow',
  actions: ['dynamodb:GetItem', 'dynamodb:Query'],
  resources: ['table'],
  leadingKeys: ['T#*#*'],
};
const calls: readonly Access[] = [
  { action: 'dynamodb:GetItem', resource: 'table', leadingKeys: ['T#a#User'] },
  { action: 'dynamodb:Query', resource: 'table', leadingKeys: ['T#a#Group'] },
];

/** What is told of a run in which these calls are made under these statements. */
function run(statements: readonly Statement[]): readonly AccessEvent[] {
  const granted = grantsOf(statements).map((grant) => ({ kind: 'granted', functionName, grant }) as const);
  const made = calls.flatMap((access): readonly AccessEvent[] => {
    const grants = findGrants(statements, access);
    if (grants === undefined) return [{ kind: 'denied', functionName, access }];
    return grants.map((grant) => ({ kind: 'used', functionName, grant }));
  });
  return [...granted, ...made];
}

describe('a run of the end-to-end tests', () => {
  test('is right when what is granted and what is called are the same', () => {
    expect(findAccessProblems(run([read]), true)).toEqual([]);
  });

  test('fails when a grant is added', () => {
    const more = { ...read, actions: [...read.actions, 'dynamodb:Scan'], leadingKeys: ['T#*#*', 'Tenants'] };
    expect(findAccessProblems(run([more]), true)).toEqual([
      'rollcall-dev-users: Read for the keys Tenants is granted, and was never used',
      'rollcall-dev-users: dynamodb:Scan on table is granted, and was never used',
    ]);
  });

  test('fails when a grant is taken away, also when only a part of the tests ran', () => {
    const fewer = { ...read, actions: ['dynamodb:GetItem'] };
    for (const isWhole of [true, false]) {
      expect(findAccessProblems(run([fewer]), isWhole)).toEqual([
        'rollcall-dev-users: dynamodb:Query on table for the keys T#a#Group is not granted, and was called',
      ]);
    }
  });

  test('does not ask for what was not called when only a part of the tests ran', () => {
    expect(findAccessProblems(run([{ ...read, actions: [...read.actions, 'dynamodb:Scan'] }]), false)).toEqual([]);
  });

  test('fails when nothing was recorded', () => {
    expect(findAccessProblems([], true)).toEqual(['no call of any function was recorded']);
  });
});
