import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, resourcesOf, synthesize } from '../support/synthesize.ts';

let template: CfnTemplate;
beforeAll(() => {
  template = synthesize({ settings: { console: true } }).signIn ?? template;
}, 60_000);

describe('the user pool', () => {
  const pool = () => resourcesOf(template, 'AWS::Cognito::UserPool');

  test('is kept, whatever becomes of the stack', () => {
    expect(pool()).toEqual([['UserPool6BA7E5F2', expect.anything()]]);
    const [[, resource] = []] = pool();
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(resource?.Properties).toMatchObject({ DeletionProtection: 'ACTIVE', UserPoolName: 'rollcall-dev' });
  });

  test('lets nobody sign up, and asks for strong passwords', () => {
    expect(pool()[0]?.[1].Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  test('has the attributes that the admin API reads', () => {
    expect(pool()[0]?.[1].Properties.Schema).toEqual([
      { Name: 'email', Required: true, Mutable: true },
      { Name: 'tenant', AttributeDataType: 'String', Mutable: true, StringAttributeConstraints: { MaxLength: '36' } },
    ]);
  });

  test('has a group for each role, the mightiest first', () => {
    const groups = resourcesOf(template, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => [
      Properties.GroupName,
      Properties.Precedence,
    ]);
    expect(groups).toEqual([
      ['owner', 0],
      ['administrator', 1],
      ['reader', 2],
    ]);
  });
});
