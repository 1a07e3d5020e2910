/** The rules of cdk-nag that the stacks are held against, beside those of CloudFormation that the CDK brings. */
import { type App, Stack, Token, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type ConfiguredStage, servingStage } from '../config/configured-stage.ts';
import { type Acknowledgement, acknowledgements } from './acknowledgements.ts';

/** Lets synthesis fail where a stack of the stage breaks a rule of AwsSolutions that is not acknowledged. */
export function addChecks(app: App, stage: ConfiguredStage): void {
  for (const acknowledgement of acknowledgements) {
    for (const { construct, id } of placesOf(app, stage, acknowledgement)) {
      Validations.of(construct).acknowledge({ id, reason: acknowledgement.reason });
    }
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

export interface Place {
  readonly construct: IConstruct;
  /** What cdk-nag calls the finding there. */
  readonly id: string;
}

/** The constructs of this stage that are meant. What its settings leave out has no stack or construct. */
export function placesOf(app: App, stage: ConfiguredStage, { rule, finding, at }: Acknowledgement): readonly Place[] {
  return at.flatMap((place) => {
    const [stack = '', ...path] = place.split('/');
    const constructs = path.reduce<readonly IConstruct[]>(
      (parents, id) => parents.flatMap(({ node }) => (id === '*' ? node.children : (node.tryFindChild(id) ?? []))),
      [app.node.tryFindChild(`rollcall-${stage.name}-${stack}`) ?? []].flat(),
    );
    return constructs.map((construct) => ({
      construct,
      id: finding === undefined ? rule : `${rule}[${written(finding, construct, stage)}]`,
    }));
  });
}

/** As cdk-nag writes what is only known in AWS: `<AWS::Region>`. */
function written(finding: string, construct: IConstruct, stage: ConfiguredStage): string {
  const { account, partition, region } = Stack.of(construct);
  const known = (value: string, parameter: string) => (Token.isUnresolved(value) ? `<AWS::${parameter}>` : value);
  return finding
    .replaceAll('{stage}', stage.name)
    .replaceAll('{table}', servingStage(stage).tableName)
    .replaceAll('{partition}', known(partition, 'Partition'))
    .replaceAll('{region}', known(region, 'Region'))
    .replaceAll('{account}', known(account, 'AccountId'));
}
