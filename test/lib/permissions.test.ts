import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Effect } from 'aws-cdk-lib/aws-iam';
import {
  administrationPermissions,
  directoryPermissions,
  groupDeletionPermissions,
  memberDeletionPermissions,
} from '../../lib/permissions.ts';
import { stageNamed } from '../../lib/stage.ts';

const store = resolve(import.meta.dirname, '../../lambdas/shared/storage/dynamodb');

/** The IAM actions that the store's source needs: one for each command it sends and each part of a transaction. */
function neededBy(source: string): readonly string[] {
  const commands = [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name ?? '');
  const parts = [...source.matchAll(/\b(Put|Update|Delete|ConditionCheck): \{|\b(Update): to/g)].map(
    ([, literal, call]) => literal ?? call ?? '',
  );
  const items = [...commands, ...parts].filter((name) => name !== 'TransactWrite');
  return items.map((name) => (name === 'Query' || name === 'Scan' ? name : `${name}Item`));
}

const permissions = [directoryPermissions, memberDeletionPermissions, groupDeletionPermissions];

describe('permissions', () => {
  // A call that no test makes is seen here; one that a test makes, by the local stack (docs/adr/0200-least-privilege.md).
  test.each([
    ['of the directory', permissions],
    ['of the administration', [administrationPermissions]],
  ])('%s are those that the store needs, no more and no fewer', (_, of) => {
    const files = readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const sources = files.map((file) => readFileSync(join(store, file), 'utf8'));
    const needed = new Set(sources.flatMap(neededBy).map((action) => `dynamodb:${action}`));
    const stack = new Stack(new App(), 'Test');
    const statements = of.flatMap((each) => each(stack, stageNamed('dev')));
    const allowed = new Set(
      statements.filter(({ effect }) => effect === Effect.ALLOW).flatMap(({ actions }) => actions),
    );
    expect([...allowed].sort()).toEqual([...needed].sort());
  });
});
