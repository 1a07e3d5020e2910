import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runDeployment } from '../../../lib/deploy/program.ts';

let said: string;
beforeEach(() => {
  said = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function cdkOf(...args: string[]): Promise<readonly [number, ...string[][]]> {
  const runs: string[][] = [];
  const code = await runDeployment(args, (cdk) => {
    runs.push([...cdk]);
    return Promise.resolve(7);
  });
  return [code, ...runs];
}

describe('the commands for a stage', () => {
  test.each(['deploy', 'destroy'])('%s takes all its stacks, and ends as the AWS CDK does', async (verb) => {
    expect(await cdkOf(verb, '--stage', 'prod')).toEqual([7, [verb, '--all', '-c', 'stage=prod']]);
  });

  test('diff takes all of them by itself: the AWS CDK knows no --all there', async () => {
    expect(await cdkOf('diff', '--stage', 'prod')).toEqual([7, ['diff', '-c', 'stage=prod']]);
  });

  test('leave options that they do not know to the AWS CDK', async () => {
    const [, args] = await cdkOf('deploy', '--require-approval', 'never', '--stage', 'dev', '--profile=mine');
    expect(args).toEqual(['deploy', '--all', '-c', 'stage=dev', '--require-approval', 'never', '--profile=mine']);
  });

  test('give a mend all requests at once where an alarm is on', async () => {
    const context = ['-c', 'stage=prod', '-c', 'despiteAlarms=true'];
    expect(await cdkOf('deploy', '--stage', 'prod', '--despite-alarms')).toEqual([7, ['deploy', '--all', ...context]]);
    expect(await cdkOf('diff', '--despite-alarms', '--stage', 'prod')).toEqual([7, ['diff', ...context]]);
  });

  test('run nothing for a stage that there is not', async () => {
    expect(await cdkOf('deploy', '--stage', 'prd')).toEqual([1]);
    expect(said).toBe('rollcall.config.ts has no stage "prd"; its stages are dev, prod.\n');
  });

  test('run nothing without a stage: it is too much for a default', async () => {
    expect(await cdkOf('destroy')).toEqual([1]);
    expect(said).toMatch(/required option '--stage <name>' not specified/);
  });
});
