import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type CfnTemplate, everythingOn, makeStacks, testStage } from '../support/synthesize.ts';

describe('the stacks of a stage with everything that no account is needed for', () => {
  let assembly: CloudAssembly;
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'false';
    const stage = testStage({ ...everythingOn, account: undefined, region: undefined, customerManagedKey: false });
    assembly = makeStacks({ stage }).app.synth();
  }, 60_000);

  const templateOf = (name: string) => assembly.getStackByName(`rollcall-dev-${name}`).template as CfnTemplate;

  test('are made for any account and region', () => {
    expect(assembly.stacks.map(({ stackName }) => stackName).sort()).toEqual(
      ['api', 'data', 'edge', 'firewall', 'sign-in'].map((name) => `rollcall-dev-${name}`),
    );
  });

  test('keep what has a state apart from what can be made again', () => {
    const kept = assembly.stacks.filter(({ stackName }) => {
      const { Resources } = templateOf(stackName.replace('rollcall-dev-', ''));
      // A function of the CDK, which copies the console during a deployment, leaves its log. A version is deleted with
      // its function.
      const stateless = ['AWS::Logs::LogGroup', 'AWS::Lambda::Version'];
      return Object.values(Resources).some(
        ({ Type, DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete' && !stateless.includes(Type),
      );
    });
    expect(kept.map(({ stackName }) => stackName).sort()).toEqual(['rollcall-dev-data', 'rollcall-dev-sign-in']);
  });

  test('let functions do on every resource only what X-Ray needs, which knows no resources', () => {
    const text = JSON.stringify(templateOf('api').Resources);
    const onAll = [...text.matchAll(/\{"Action":(\[[^\]]*\]|"[^"]*"),"Effect":"Allow","Resource":"\*"/g)];
    const actions = onAll.flatMap(([, list]) => JSON.parse(list ?? '[]') as string | readonly string[]);
    expect([...new Set(actions)].sort()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']);
  });

  test('keep the logical ids and names of accounts', () => {
    const { Resources } = templateOf('sign-in');
    const pools = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Cognito::UserPool');
    expect(pools).toEqual([
      [
        expect.stringMatching(/^UserPool/),
        expect.objectContaining({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }),
      ],
    ]);
    expect(pools.map(([id]) => id)).toEqual(['UserPool6BA7E5F2']);
    expect(pools[0]?.[1].Properties).toMatchObject({ UserPoolName: 'rollcall-dev', DeletionProtection: 'ACTIVE' });
  });
});
