/** The CDK app: the stacks of one stage of `rollcall.config.ts`. `npx cdk synth -c stage=prod` */
import { App } from 'aws-cdk-lib';
import { configuredStage, onOneMachine } from '#lib/config/configured-stage.ts';
import { addChecks } from '#lib/nag/checks.ts';
import { readSchemaFile } from '#lib/schema-file.ts';
import { addStacks } from '#lib/stacks.ts';

/** Ends with one line where a person has to correct something. */
function orFail<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
const configured = orFail(() => configuredStage(context('stage') ?? 'dev'));
const stage = context('local') === 'true' ? onOneMachine(configured) : configured;
const schemas = orFail(() => readSchemaFile(context('schemas') ?? stage.settings.schemas));
const { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = process.env;
const { account = CDK_DEFAULT_ACCOUNT } = stage.settings;
// Without an account the CDK's region means nothing, and the templates are the same for every account and region.
const { region = account === undefined ? undefined : CDK_DEFAULT_REGION } = stage.settings;

addStacks(app, { stage, schemas, env: { account, region }, despiteAlarms: context('despiteAlarms') === 'true' });
// On one machine nobody but its user is let in, and the build is waited for.
if (stage === configured) addChecks(app, stage);
