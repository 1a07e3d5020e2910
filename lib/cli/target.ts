/** Which admin API a command speaks to, and as whom. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { regionOfStage } from '../config/configured-stage.ts';
import { connectionFile, isAlive, readEndpoints } from '../local/endpoints.ts';
import type { OperatorConnection, OperatorCredentials } from '../operator/client.ts';
import { stageNamed } from '../stage.ts';
import { CommandError } from './command-error.ts';

export interface TargetOptions {
  readonly url?: string;
  readonly stage?: string;
  readonly profile?: string;
  readonly region?: string;
  /** Folder of the local stack. */
  readonly data: string;
}

export interface Target extends OperatorConnection {
  /** As a person would call it. */
  readonly name: string;
  /** `local`: the stack of `npm start`; `aws`: credentials of the AWS SDK. */
  readonly kind: 'local' | 'aws';
  /** Where a local stack has its events: the feed of them, EventBridge and SQS, and the stream of its table. */
  readonly events?: { readonly feed: string; readonly endpoint: string; readonly streams: string };
  /** Where a local stack has its console. */
  readonly console?: string;
  /** What is deployed in AWS, where it is known which stage it is. */
  readonly deployed?: DeployedStage;
  /** Shows the credentials to AWS itself, which names what is wrong with them, where API Gateway does not. Throws that. */
  readonly identify?: () => Promise<void>;
}

export interface DeployedStage {
  readonly stage: string;
  /** The outputs of a stack of the stage; undefined where there is no such stack. Throws the SDK's errors. */
  readonly outputsOf: (stack: 'api' | 'edge') => Promise<Outputs | undefined>;
}

type Outputs = Readonly<Record<string, string | undefined>>;

interface LocalFile {
  readonly pid: number;
  readonly admin?: { readonly url: string; readonly region: string } & OperatorCredentials;
  readonly events?: string;
  readonly console?: { readonly url: string };
}

/**
 * `--url`, else the stage that `--stage`, `--profile` or `--region` speaks of, else the local stack that runs. Throws
 * `CommandError` when there is none, and the SDK's errors when AWS cannot be asked.
 */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const { data, profile, region, stage, url } = options;
  if (url !== undefined) return atUrl(url, options);
  if ((stage ?? profile ?? region) !== undefined) return ofStage(options);
  return ofLocalStack(data);
}

function ofLocalStack(data: string): Target {
  const file = join(data, connectionFile);
  const local = readLocal(file);
  if (local?.admin === undefined) {
    throw new CommandError(
      `No local stack uses ${resolve(data)}.`,
      'Run npm start in another terminal, or say where the deployment is: --stage, or --url.',
    );
  }
  if (!isAlive(local.pid)) {
    throw new CommandError(
      `The local stack (process ${local.pid}) has ended, though ${file} is still there.`,
      'Run npm start in another terminal.',
    );
  }
  const { url, region, ...credentials } = local.admin;
  const events = eventsOf(data, local);
  return {
    kind: 'local',
    name: `local stack at ${url}`,
    url,
    region,
    credentials,
    ...(events && { events }),
    ...(local.console && { console: local.console.url }),
  };
}

function eventsOf(data: string, { events: feed }: LocalFile): Target['events'] {
  if (feed === undefined) return undefined;
  const { AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint, AWS_ENDPOINT_URL_DYNAMODB: streams } = readEndpoints(data);
  return endpoint === undefined || streams === undefined ? undefined : { feed, endpoint, streams };
}

function readLocal(file: string): LocalFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalFile;
  } catch {
    return undefined;
  }
}

async function atUrl(text: string, options: TargetOptions): Promise<Target> {
  const url = operatorUrl(text);
  const client = await sdk(options, options.stage);
  const region = options.region ?? regionOf(url) ?? (await client.config.region());
  const target: Target = {
    kind: 'aws',
    name: url,
    url,
    region,
    credentials: () => client.config.credentials(),
    ...(options.stage === undefined ? {} : { deployed: deployedStage(client, stageNamed(options.stage).name) }),
  };
  // What is no host of AWS has keys of its own.
  if (regionOf(url) === undefined) return target;
  return { ...target, identify: async () => void (await outputsOf(client, 'rollcall')) };
}

async function ofStage(options: TargetOptions): Promise<Target> {
  const { name } = stageNamed(options.stage ?? 'dev');
  const client = await sdk(options, name);
  const deployed = deployedStage(client, name);
  const stack = stackName(name, 'api');
  const region = await client.config.region();
  const outputs = await deployed.outputsOf('api');
  if (outputs === undefined) {
    throw new CommandError(
      `There is no stack ${stack} in ${region}.`,
      `Choose the region it was deployed to with --region, or its stage with --stage; npm run deploy -- --stage ${name} makes it.`,
    );
  }
  const { ApiUrl: origin } = outputs;
  if (origin === undefined) {
    throw new CommandError(`The stack ${stack} has no output ApiUrl.`, 'Deploy it again, or give --url.');
  }
  const url = operatorUrl(origin);
  return {
    kind: 'aws',
    name: `stage ${name} at ${url}`,
    url,
    region,
    credentials: () => client.config.credentials(),
    deployed,
  };
}

function deployedStage(client: CloudFormationClient, stage: string): DeployedStage {
  return { stage, outputsOf: (stack) => outputsOf(client, stackName(stage, stack)) };
}

function stackName(stage: string, stack: 'api' | 'edge'): string {
  return `rollcall-${stage}-${stack}`;
}

/** Undefined where there is no such stack. */
async function outputsOf(client: CloudFormationClient, stack: string): Promise<Outputs | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * With the credentials of the AWS CLI's configuration, and its region where neither the command line nor the stage has one;
 * loaded only where AWS is asked.
 */
async function sdk({ profile, ...options }: TargetOptions, stage?: string): Promise<CloudFormationClient> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const region = options.region ?? (stage === undefined ? undefined : regionOfStage(stage));
  return new CloudFormationClient({
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  });
}

/** The origin of a deployment will do as well. */
function operatorUrl(text: string): string {
  if (!URL.canParse(text)) throw new CommandError(`"${text}" is no URL.`, 'Give the ApiUrl output of the deployment.');
  const { origin, pathname } = new URL(text);
  const path = pathname.replace(/\/+$/, '');
  return `${origin}${path.endsWith('/operator/v1') ? path : `${path}/operator/v1`}`;
}

/** The region in the name of an API Gateway host; undefined for a domain of one's own. */
export function regionOf(url: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(new URL(url).hostname)?.[1];
}
