/** Where a running local stack keeps its secrets and its table, for commands that an operator runs beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './secret-store.ts';
import type { LocalStack } from './stack.ts';

/** In the data folder, while the stack answers. */
export const endpointsFile = 'endpoints.json';

/** Beside it: the process of the stack, and what opens it. */
export const connectionFile = 'local.json';

/** Environment variables that lead the AWS SDK to the stack. */
export type SdkEnvironment = Readonly<Record<string, string>>;

/** Tells others of the stack; its owner takes the file away when it stops. */
export function writeEndpoints(
  folder: string,
  {
    region,
    dynamodbEndpoint,
    eventsEndpoint,
    secretsEndpoint,
  }: Pick<LocalStack, 'region' | 'dynamodbEndpoint' | 'eventsEndpoint' | 'secretsEndpoint'>,
): void {
  const environment: SdkEnvironment = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: eventsEndpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsEndpoint,
    AWS_ENDPOINT_URL_SQS: eventsEndpoint,
  };
  writeWhole(join(folder, endpointsFile), JSON.stringify(environment));
}

/** What leads the SDK to the stack that uses `folder`. Throws when none runs there. */
export function readEndpoints(folder: string): SdkEnvironment {
  const environment = readJson(join(folder, endpointsFile)) as SdkEnvironment | undefined;
  if (environment === undefined) {
    throw new Error(`No local stack uses ${folder}: run npm start in another terminal, or leave --data out for AWS.`);
  }
  const file = join(folder, connectionFile);
  const pid = (readJson(file) as { readonly pid?: number } | undefined)?.pid;
  if (pid !== undefined && !isAlive(pid)) {
    throw new Error(
      `The local stack (process ${pid}) has ended, though ${file} is still there: run npm start in another terminal, or leave --data out for AWS.`,
    );
  }
  return environment;
}

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
