import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, render, resourcesOf, synthesize } from '../support/synthesize.ts';

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition: { readonly StringEquals: Readonly<Record<string, unknown>> };
}

const service = (name: string) => `${name}.eu-central-1.\${AWS::URLSuffix}`;

describe('functions of a stage with a key of its own', () => {
  let api: CfnTemplate;
  let key: string;
  beforeAll(() => {
    ({ api } = synthesize({ settings: { customerManagedKey: true, region: 'eu-central-1' } }));
    const parameters = Object.entries(
      (api as unknown as { Parameters: Record<string, { Default: string }> }).Parameters,
    );
    key = parameters.find(([, { Default }]) => Default === '/rollcall/dev/key')?.[0] ?? '';
  }, 60_000);

  /** By the service that the key is used through, what a function may do with it. */
  function uses(name: string): Readonly<Record<string, readonly string[]>> {
    const policies = resourcesOf(api, 'AWS::IAM::Policy').filter(([id]) => id.startsWith(`${name}Role`));
    const statements = policies.flatMap(
      ([, { Properties }]) => (Properties.PolicyDocument as { readonly Statement: readonly Statement[] }).Statement,
    );
    const own = statements.filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    for (const { Resource } of own) expect(render(Resource)).toBe(`\${${key}}`);
    return Object.fromEntries(
      own.map(({ Action, Condition }) => [render(Condition.StringEquals['kms:ViaService']), Action]),
    );
  }

  const read = ['kms:Decrypt', 'kms:DescribeKey'];
  const write = [...read, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'];

  test('use it through the services that they use, to read or to write as they do there', () => {
    const change = [...write, 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
    expect(uses('Users')).toEqual({ [service('dynamodb')]: change, [service('secretsmanager')]: read });
    expect(uses('Search')).toEqual({ [service('dynamodb')]: read, [service('secretsmanager')]: read });
    expect(uses('Discovery')).toEqual({ [service('secretsmanager')]: read });
    expect(uses('Sweep')).toEqual({ [service('dynamodb')]: change });
    expect(uses('Admin')).toEqual({ [service('dynamodb')]: change, [service('secretsmanager')]: change });
    expect(uses('Events')).toEqual({
      [service('dynamodb')]: read,
      [service('sqs')]: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
    expect(uses('Fallback')).toEqual({});
  });

  test('write logs that are encrypted with it', () => {
    for (const [, { Properties }] of resourcesOf(api, 'AWS::Logs::LogGroup')) {
      expect(render(Properties.KmsKeyId)).toBe(`\${${key}}`);
    }
  });

  test('know it where they make secrets', () => {
    const told = resourcesOf(api, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const { Variables } = Properties.Environment as { readonly Variables: Readonly<Record<string, string>> };
      return Variables.TENANT_SECRET_KEY === undefined ? [] : [[Properties.FunctionName, Variables.TENANT_SECRET_KEY]];
    });
    expect(told).toEqual([['rollcall-dev-admin', 'alias/rollcall-dev']]);
  });
});
