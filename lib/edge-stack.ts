/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { ConsoleAccess } from './console/access.ts';
import { ConsoleFiles } from './console/files.ts';
import { EdgeDistribution } from './edge-distribution.ts';
import { isNamedByDistribution, originSecretHeader } from './edge-environment.ts';
import type { SchemaFile } from './schema-file.ts';

export interface EdgeStackProps extends StackProps {
  readonly stage: ConfiguredStage;
  readonly schemas: SchemaFile;
  /** ARN of a web ACL of CloudFront's scope. */
  readonly webAclArn?: string | undefined;
}

/**
 * One domain for everything, by CloudFront: the API, and below `/console/` the console, with what lets those who sign in
 * to it reach the admin API (docs/adr/0130-console-sign-in.md).
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { stage, schemas, webAclArn, ...props }: EdgeStackProps) {
    super(scope, id, { description: `Rollcall ${stage.name}: one domain for console and API`, ...props });
    const { console, domain } = stage.settings;
    const apiId = StringParameter.valueForStringParameter(this, stage.apiParameter);
    const edge = new EdgeDistribution(this, 'Edge', {
      stage,
      apiDomain: `${apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      domain: domain && {
        name: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      },
      webAclArn,
      headers: originSecretHeader(stage),
    });
    new CfnOutput(this, 'Origin', {
      value: edge.origin,
      description: isNamedByDistribution(stage.settings)
        ? 'Origin of every base URL, and of the console'
        : 'Origin of the console; base URLs begin with the ApiUrl output',
    });
    if (domain !== undefined) {
      new CfnOutput(this, 'DomainTarget', {
        value: edge.distribution.distributionDomainName,
        description: `What the record of ${domain.name} points at`,
      });
    }
    if (!console) return;
    const files = new ConsoleFiles(this, 'Files', { stage, indexes: schemas.indexes, distribution: edge.distribution });
    const { config } = new ConsoleAccess(this, 'Access', { stage, origin: edge.origin });
    files.deploy(config);
    new CfnOutput(this, 'ConsoleUrl', { value: `${edge.origin}/console/` });
  }
}
