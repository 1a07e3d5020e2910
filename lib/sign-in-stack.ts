/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  StringAttribute,
  UserPool,
} from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { toId } from './construct-id.ts';
import type { Stage } from './stage.ts';

export interface SignInStackProps extends StackProps {
  readonly stage: Stage;
}

/** What each group may do; the admin API reads the groups of a token (`lambdas/shared/admin/http/caller-of.ts`). */
const groups = {
  owner: 'All tenants, and the deployment itself.',
  administrator: 'Everything in the one tenant that custom:tenant names, but for its life.',
  reader: 'Looks at the one tenant that custom:tenant names.',
};

/** Who may sign in to the console (docs/adr/0130-console-sign-in.md): kept, whatever becomes of the other stacks. */
export class SignInStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: SignInStackProps) {
    super(scope, id, { description: `Rollcall ${stage.name}: accounts of the console`, ...props });

    const pool = new UserPool(this, 'UserPool', {
      userPoolName: `rollcall-${stage.name}`,
      // An owner adds people; nobody adds themselves.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      // A new address counts when it is confirmed.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      // Changed by administrators of the pool only: no client may write it (lib/console/access.ts).
      customAttributes: { tenant: new StringAttribute({ maxLen: 36, mutable: true }) },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    for (const [index, [groupName, description]] of Object.entries(groups).entries()) {
      new CfnUserPoolGroup(this, `${toId(groupName)}s`, {
        userPoolId: pool.userPoolId,
        groupName,
        description,
        precedence: index,
      });
    }

    pool.addDomain('Domain', {
      // Taken once in a region, by whichever account comes first.
      cognitoDomain: { domainPrefix: signInDomainPrefix(stage) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });

    new StringParameter(this, 'UserPoolParameter', {
      parameterName: stage.userPoolParameter,
      description: 'Id of the user pool.',
      stringValue: pool.userPoolId,
    }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
  }
}

/** The first label of the domain on which people sign in. */
export function signInDomainPrefix({ name }: Stage): string {
  return `rollcall-${name}-${Aws.ACCOUNT_ID}`;
}
