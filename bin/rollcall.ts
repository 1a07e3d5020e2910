/** The CDK app: one stage, two stacks. `npx cdk synth -c stage=prod` */
import { App } from 'aws-cdk-lib';
import { ApiStack } from '#lib/api-stack.ts';
import { DataStack } from '#lib/data-stack.ts';
import { stageNamed } from '#lib/stage.ts';

const app = new App();
const stage = stageNamed(app.node.tryGetContext('stage') ?? 'dev');
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
// Without an account the templates are the same for every account and region, and synth needs neither.
const where = account === undefined || region === undefined ? {} : { env: { account, region } };

const data = new DataStack(app, `rollcall-${stage.name}-data`, { ...where, stage });
const api = new ApiStack(app, `rollcall-${stage.name}-api`, { ...where, stage });
api.addStackDependency(data);
