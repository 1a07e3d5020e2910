import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Architecture,
  type IFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundlingWith, projectRoot } from './bundle/bundling.ts';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { unroutedFolders } from './config/function-folders.ts';
import { keyOf, keyPermissions } from './encryption.ts';
import { logRetentionOf } from './retention.ts';
import type { SchemaFile } from './schema-file.ts';
import { functionNameOf } from './stage.ts';

export interface ScimFunctionProps {
  readonly stage: ConfiguredStage;
  readonly schemas: SchemaFile;
  /** The folder in `lambdas/` that holds its `handler.ts`. */
  readonly folder: string;
  readonly description: string;
  /** Literal values only: the local stack and `sam local` read them from the template. */
  readonly environment: Readonly<Record<string, string>>;
  /** All it may do beside writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  /** Without it, half of what an HTTP API waits: a function that is stuck ends while there is somebody to answer. */
  readonly timeout?: Duration;
}

/** One Lambda function with a role and a log group of its own. */
export class ScimFunction extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;
  /** Follows the newest version; there is none without canary and provisioned concurrency, or where no route calls it. */
  readonly live: Alias | undefined;

  constructor(scope: Construct, id: string, props: ScimFunctionProps) {
    super(scope, id);
    const key = keyOf(this, props.stage);
    const functionName = functionNameOf(props.stage, props.folder);

    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logRetentionOf(props.stage),
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    this.logGroup.grantWrite(role);
    const permissions = [...props.permissions, ...keyPermissions(key, props.permissions)];
    for (const statement of permissions) role.addToPolicy(statement);

    const { canary, functions, tracing } = props.stage.settings;
    const { provisionedConcurrency, reservedConcurrency } = functions[props.folder] ?? {};
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      entry: join(projectRoot, 'lambdas', props.folder, 'handler.ts'),
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      bundling: bundlingWith(props.schemas.additions),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1024,
      timeout: props.timeout ?? Duration.seconds(15),
      environment: { ...props.environment },
      awsSdkConnectionReuse: false,
      role,
      logGroup: this.logGroup,
      // JSON would put the request line, itself JSON, into a quoted string (docs/adr/0013-logs.md).
      loggingFormat: LoggingFormat.TEXT,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      recursiveLoop: RecursiveLoop.TERMINATE,
      // Versions of earlier deployments stay, so that an alias can go back to one (docs/upgrades.md). One whose deployment
      // was rolled back goes: Lambda publishes the same code no second time, and the next try would fail.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    // An alias keeps requests on a version that is there; without one, those that change it are what is called.
    this.live =
      (canary && !unroutedFolders.includes(props.folder)) || provisionedConcurrency !== undefined
        ? new Alias(this, 'Live', {
            aliasName: 'live',
            version: this.function.currentVersion,
            ...(provisionedConcurrency === undefined
              ? {}
              : { provisionedConcurrentExecutions: provisionedConcurrency }),
          })
        : undefined;
  }

  /** What requests are sent to. */
  get target(): IFunction {
    return this.live ?? this.function;
  }
}
