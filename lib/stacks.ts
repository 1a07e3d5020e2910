import type { App, Environment } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import { type ConfiguredStage, servingStage } from './config/configured-stage.ts';
import { hasDistribution } from './config/settings.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { FirewallStack } from './firewall-stack.ts';
import type { SchemaFile } from './schema-file.ts';
import { SignInStack } from './sign-in-stack.ts';

export interface StacksProps {
  readonly stage: ConfiguredStage;
  readonly schemas: SchemaFile;
  /** What is left out is that of whoever deploys, and synthesis needs neither. */
  readonly env: Environment;
  /** New versions get all requests at once, whatever the stage's alarms say (docs/adr/0193-canaries.md). */
  readonly despiteAlarms?: boolean;
}

export interface Stacks {
  readonly data: DataStack;
  readonly api: ApiStack;
  /** With a console. */
  readonly signIn: SignInStack | undefined;
  readonly firewall: FirewallStack | undefined;
  /** With a console or a firewall. */
  readonly edge: EdgeStack | undefined;
}

/** All stacks of a stage, in `app`. */
export function addStacks(app: App, { stage, schemas, env, despiteAlarms = false }: StacksProps): Stacks {
  // Tags of a stack are those of all its resources, which is how a bill is split by stage.
  const common = { env, tags: { 'rollcall:stage': stage.name }, stage };
  const data = new DataStack(app, `rollcall-${stage.name}-data`, common);
  const api = new ApiStack(app, `rollcall-${stage.name}-api`, {
    ...common,
    stage: servingStage(stage),
    schemas,
    despiteAlarms,
  });
  // The stacks know each other by names, of which CloudFormation knows nothing (docs/adr/0011-literal-names.md).
  api.addStackDependency(data);
  const { settings } = stage;
  const signIn = settings.console ? new SignInStack(app, `rollcall-${stage.name}-sign-in`, common) : undefined;
  // Where it is not said where to deploy to, the templates are as in us-east-1.
  const abroad = env.region === undefined ? {} : { env: { ...env, region: 'us-east-1' }, crossRegionReferences: true };
  const firewall = settings.waf
    ? new FirewallStack(app, `rollcall-${stage.name}-firewall`, { ...common, ...abroad })
    : undefined;
  const edge = hasDistribution(settings)
    ? new EdgeStack(app, `rollcall-${stage.name}-edge`, {
        ...common,
        schemas,
        ...(firewall === undefined ? {} : { webAclArn: firewall.webAclArn, crossRegionReferences: true }),
      })
    : undefined;
  edge?.addStackDependency(api);
  if (signIn !== undefined) edge?.addStackDependency(signIn);
  return { data, api, signIn, firewall, edge };
}
