import { beforeAll, describe, expect, test } from '@jest/globals';
import { functionFolders, unroutedFolders } from '../../lib/config/function-folders.ts';
import { type CfnResource, type CfnTemplate, resourcesOf, synthesize } from '../support/synthesize.ts';

interface UpdatedAlias {
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate: { readonly DeploymentGroupName: { readonly Ref: string } };
  };
}

const group = 'AWS::CodeDeploy::DeploymentGroup';

let usual: CfnTemplate;
let mend: CfnTemplate;
let plain: CfnTemplate;
beforeAll(() => {
  usual = synthesize({ settings: { canary: true } }).api;
  mend = synthesize({ settings: { canary: true }, despiteAlarms: true }).api;
  plain = synthesize().api;
}, 120_000);

const others = ({ Resources }: CfnTemplate) =>
  Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type !== group));

describe('a deployment despite alarms', () => {
  test('gives new versions all requests at once, and asks no alarm', () => {
    const groups = resourcesOf(mend, group);
    expect(groups.map(([id]) => id)).toEqual(resourcesOf(usual, group).map(([id]) => id));
    for (const [, { Properties }] of groups) {
      expect(Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        AlarmConfiguration: { Enabled: false, Alarms: expect.arrayContaining([expect.anything()]) },
      });
    }
  });

  test('changes nothing else, so the next one is as before', () => {
    expect(others(mend)).toEqual(others(usual));
  });

  test('changes each group before the alias that it moves', () => {
    const aliases = resourcesOf(mend, 'AWS::Lambda::Alias');
    expect(aliases.length).toBeGreaterThan(6);
    for (const [, alias] of aliases) {
      const { UpdatePolicy } = alias as UpdatedAlias;
      // CloudFormation takes a Ref in an update policy for a dependency (davidgf/serverless-plugin-canary-deployments#127).
      const { Ref = '' } = UpdatePolicy?.CodeDeployLambdaAliasUpdate.DeploymentGroupName ?? {};
      expect(mend.Resources[Ref]?.Type).toBe(group);
    }
  });
});

describe('versions', () => {
  test('stay when a newer one is there, so that an alias can go back, but not when their deployment was rolled back', () => {
    const versions = resourcesOf(usual, 'AWS::Lambda::Version');
    expect(versions).toHaveLength(resourcesOf(usual, 'AWS::Lambda::Alias').length);
    for (const [, version] of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });
});

describe('environments that are kept warm', () => {
  test('are those of functions that are called by their alias, and no other function may have them', () => {
    const routed = functionFolders.filter((folder) => !unroutedFolders.includes(folder));
    const functions = Object.fromEntries(routed.map((folder) => [folder, { provisionedConcurrency: 1 }]));
    const { api } = synthesize({ settings: { functions }, schemas: 'docs/examples/devices.json' });
    const called = resourcesOf(api, 'AWS::ApiGatewayV2::Integration').map(
      ([, { Properties }]) => (Properties.IntegrationUri as { readonly Ref?: string }).Ref,
    );
    expect(resourcesOf(api, 'AWS::Lambda::Alias').map(([id]) => id)).toHaveLength(routed.length);
    for (const [id] of resourcesOf(api, 'AWS::Lambda::Alias')) expect(called).toContain(id);
  });
});

describe('switching it on or off', () => {
  test.each(['with', 'without'])('lets the gateway call what it is to call before it does, %s aliases', (aliases) => {
    const template = aliases === 'with' ? usual : plain;
    const integrations = resourcesOf(template, 'AWS::ApiGatewayV2::Integration');
    expect(integrations.length).toBeGreaterThan(6);
    for (const [, integration] of integrations) {
      const { DependsOn } = integration as { readonly DependsOn?: string | readonly string[] };
      const permitted = [DependsOn ?? []].flat().map((id) => template.Resources[id]?.Properties.FunctionName);
      expect(permitted).toEqual([integration.Properties.IntegrationUri]);
    }
  });

  test('keeps every resource but permissions, aliases, versions, their alarms and those of CodeDeploy', () => {
    const gone = Object.entries(usual.Resources).filter(([id]) => plain.Resources[id] === undefined);
    const isOfVersion = ({ Properties }: CfnResource) => String(Properties.AlarmName).includes('-new-version-');
    const types = new Set(gone.flatMap(([, resource]) => (isOfVersion(resource) ? [] : [resource.Type])));
    expect(types).toEqual(
      new Set([
        'AWS::Lambda::Alias',
        'AWS::Lambda::Version',
        'AWS::Lambda::Permission',
        'AWS::CodeDeploy::Application',
        group,
        'AWS::IAM::Role',
        'AWS::IAM::Policy',
      ]),
    );
  });
});
