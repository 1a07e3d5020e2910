/** A stage of the deployment, and the physical names made from it (docs/adr/0011-literal-names.md). */
export interface Stage {
  readonly name: string;
  readonly tableName: string;
  /** Name of a tenant's secret without the tenant. */
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
  readonly cursorKeySecret: string;
  /** Of a stage whose functions answer only what comes through its distribution. */
  readonly originSecret: string;
  /** The SSM parameter that holds the ARN of the table's stream, of which AWS makes a part. */
  readonly streamParameter: string;
  /** The key of a stage that has one of its own, and the SSM parameter with its ARN. */
  readonly keyAlias: string;
  readonly keyParameter: string;
  /** SSM parameters of what one stack makes and another needs: ids that AWS gives, and what the console's route calls. */
  readonly userPoolParameter: string;
  readonly apiParameter: string;
  readonly adminFunctionParameter: string;
  /** The EventBridge bus of change events. */
  readonly eventBus: string;
  /** The SQS queue of events that did not get there. */
  readonly eventDeadLetterQueue: string;
}

const stageName = /^[a-z][a-z0-9-]{0,15}$/;

/** The stage called `name`. Throws when it would not fit into the names of all resources. */
export function stageNamed(name: unknown): Stage {
  if (typeof name !== 'string' || !stageName.test(name)) {
    throw new Error(
      `stage must be 1 to 16 of a-z, 0-9 and "-", beginning with a letter, not ${JSON.stringify(name)?.slice(0, 80)}.`,
    );
  }
  return {
    name,
    tableName: `rollcall-${name}`,
    tenantSecretPrefix: `rollcall/${name}/tenants/`,
    tokenKeySecret: `rollcall/${name}/token-key`,
    cursorKeySecret: `rollcall/${name}/cursor-key`,
    originSecret: `rollcall/${name}/origin-secret`,
    streamParameter: `/rollcall/${name}/table-stream`,
    keyAlias: `alias/rollcall-${name}`,
    keyParameter: `/rollcall/${name}/key`,
    userPoolParameter: `/rollcall/${name}/user-pool`,
    apiParameter: `/rollcall/${name}/api`,
    adminFunctionParameter: `/rollcall/${name}/admin-function`,
    eventBus: `rollcall-${name}`,
    eventDeadLetterQueue: `rollcall-${name}-undelivered-events`,
  };
}

/** The name of the function of a folder in `lambdas/`. */
export function functionNameOf({ name }: Stage, folder: string): string {
  return `rollcall-${name}-${folder}`;
}
