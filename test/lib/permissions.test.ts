import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { directoryPermissions } from '../../lib/permissions.ts';
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

describe('permissions', () => {
  // No local engine checks permissions: what is missing here would only be seen in AWS.
  test('of the directory are those that the store needs, no more and no fewer', () => {
    const files = readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const sources = files.map((file) => readFileSync(join(store, file), 'utf8'));
    const needed = new Set(sources.flatMap(neededBy).map((action) => `dynamodb:${action}`));
    const allowed = new Set(
      directoryPermissions(new Stack(new App(), 'Test'), stageNamed('dev')).flatMap(({ actions }) => actions),
    );
    expect([...allowed].sort()).toEqual([...needed].sort());
  });
});
