/** The CDK app: one stage, two stacks. `npx cdk synth -c stage=prod -c schemas=schemas.json` */
import { App } from 'aws-cdk-lib';
import { ApiStack } from '#lib/api-stack.ts';
import { DataStack } from '#lib/data-stack.ts';
import { defaultSchemaFile, readSchemaFile } from '#lib/schema-file.ts';
import { stageNamed } from '#lib/stage.ts';

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
const stage = orFail(() => stageNamed(app.node.tryGetContext('stage') ?? 'dev'));
const schemas = orFail(() => readSchemaFile(app.node.tryGetContext('schemas') ?? defaultSchemaFile));
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
// Without an account the templates are the same for every account and region, and synth needs neither.
const where = account === undefined || region === undefined ? {} : { env: { account, region } };

const data = new DataStack(app, `rollcall-${stage.name}-data`, { ...where, stage });
const api = new ApiStack(app, `rollcall-${stage.name}-api`, { ...where, stage, schemas });
api.addStackDependency(data);
