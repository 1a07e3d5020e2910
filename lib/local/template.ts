/** Reads a cloud assembly, what `cdk synth` leaves, into the parts the local stack runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateTableCommandInput, StreamViewType } from '@aws-sdk/client-dynamodb';
import { type FunctionRole, readFunctionRoles } from './access/function-role.ts';
import { type EventSourceDefinition, toEventSource } from './event-source.ts';
import { type HttpApiDefinition, httpApisOf } from './http-api.ts';
import {
  createResolver,
  type Fields,
  fieldsOf,
  listOf,
  type Resolver,
  type StackTemplate,
  type TemplateResource,
} from './intrinsics.ts';
import { type LogSubscriptionDefinition, toLogSubscription } from './log-subscription.ts';
import type { RandomStringOptions } from './random-string.ts';
import { type ScheduleDefinition, toSchedule } from './schedule.ts';
import { type UserPoolDefinition, userPoolOf } from './sign-in/user-pool.ts';
import { type SiteDefinition, siteOf } from './site-definition.ts';

export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** `index.handler`: module and export. */
  readonly handler: string;
  /** Absolute path of the unpacked bundle. */
  readonly codePath: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In seconds. */
  readonly timeout: number;
  /** In MB. */
  readonly memorySize: number;
  readonly logGroup: string;
}

export interface SecretDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** The value, or how a random one is made. */
  readonly value: string | RandomStringOptions;
}

/** Everything of an assembly that can be run on one machine; the rest of it only means something in AWS. */
export interface LocalTemplate {
  readonly region: string;
  readonly tables: readonly CreateTableCommandInput[];
  readonly secrets: readonly SecretDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly apis: readonly HttpApiDefinition[];
  readonly eventSources: readonly EventSourceDefinition[];
  /** One for each function. */
  readonly roles: readonly FunctionRole[];
  readonly userPool: UserPoolDefinition | undefined;
  readonly site: SiteDefinition | undefined;
  /** Names of EventBridge's buses. */
  readonly eventBuses: readonly string[];
  /** Names of SQS's queues. */
  readonly queues: readonly string[];
  readonly logSubscriptions: readonly LogSubscriptionDefinition[];
  readonly schedules: readonly ScheduleDefinition[];
}

interface Stack extends StackTemplate {
  readonly resolver: Resolver;
}

/** A resource of a stack, each property resolved when it is read: what the local stack does not need may be anything. */
export interface Resource {
  readonly id: string;
  /** Names of the properties it has. */
  readonly properties: readonly string[];
  readonly name: () => string;
  readonly arn: () => string;
  readonly attribute: (name: string) => string;
  readonly property: (name: string) => unknown;
  readonly refuse: (what: string) => Error;
}

/**
 * Reads the assembly in `folder` as it would be deployed to `region`.
 * Throws, naming resource and property, for what the local stack cannot stand in for.
 */
export function readAssembly(folder: string, region: string): LocalTemplate {
  const artifacts = Object.entries(fieldsOf(readJson(join(folder, 'manifest.json')).artifacts));
  const ofType = (type: string) =>
    artifacts
      .map(([id, artifact]): Fields => ({ id, ...fieldsOf(artifact) }))
      .filter((artifact) => artifact.type === type)
      .map(({ id, properties }): Fields => ({ stackName: id, ...fieldsOf(properties) }));
  const assets = new Map(
    ofType('cdk:asset-manifest').flatMap(({ file }) => assetPaths(folder, readJson(join(folder, String(file))))),
  );
  const templates = ofType('aws:cloudformation:stack').map(
    ({ stackName, templateFile }) => [String(stackName), readJson(join(folder, String(templateFile)))] as const,
  );
  const stored = storedParameters(templates.map(([name, template]) => toStack(name, template, region, new Map())));
  const stacks = templates.map(([name, template]) => toStack(name, template, region, stored));
  const all = (...types: string[]) => stacks.flatMap((stack) => resourcesOf(stack, types));

  const ofDeployment = calledByCloudFormation(templates.map(([, template]) => template));
  const serving = all('AWS::Lambda::Function').filter(({ id }) => !ofDeployment.has(id));
  const functions = serving.map((resource) => toFunction(resource, assets));
  return {
    region,
    tables: all('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(toTable),
    secrets: all('AWS::SecretsManager::Secret').map(toSecret),
    functions,
    apis: httpApisOf(all, functions),
    userPool: userPoolOf(all, region),
    site: siteOf(all, assets),
    eventSources: all('AWS::Lambda::EventSourceMapping')
      .filter(({ property }) => property('Enabled') !== false)
      .map((resource) => toEventSource(resource, functions)),
    roles: readFunctionRoles({
      functions: serving,
      roles: all('AWS::IAM::Role'),
      policies: all('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'),
      eventSources: all('AWS::Lambda::EventSourceMapping'),
    }),
    eventBuses: all('AWS::Events::EventBus').map(({ name }) => name()),
    queues: all('AWS::SQS::Queue').map(({ name }) => name()),
    schedules: all('AWS::Events::Rule').flatMap((resource) => toSchedule(resource, functions) ?? []),
    logSubscriptions: all('AWS::Logs::SubscriptionFilter').map((resource) => toLogSubscription(resource, functions)),
  };
}

/** Where the unpacked file of each object key lies. */
function assetPaths(folder: string, { files }: Fields): (readonly [objectKey: string, path: string])[] {
  return Object.values(fieldsOf(files)).flatMap((file) => {
    const { source, destinations } = fieldsOf(file);
    const path = join(folder, String(fieldsOf(source).path));
    return Object.values(fieldsOf(destinations)).map(
      (destination) => [String(fieldsOf(destination).objectKey), path] as const,
    );
  });
}

type StoredParameters = ReadonlyMap<string, () => unknown>;

/** What the stacks put into the parameter store, by its name there: how one stack tells another what it could not know. */
function storedParameters(stacks: readonly Stack[]): StoredParameters {
  const resources = stacks.flatMap((stack) => resourcesOf(stack, ['AWS::SSM::Parameter']));
  return new Map(resources.map(({ name, property }) => [name(), () => property('Value')]));
}

function toStack(
  stackName: string,
  { Resources, Parameters }: Fields,
  region: string,
  stored: StoredParameters,
): Stack {
  const resources = Object.entries(fieldsOf(Resources)).map(([id, resource]): [string, TemplateResource] => {
    const { Type, Properties } = fieldsOf(resource);
    return [id, { Type: String(Type), Properties: fieldsOf(Properties) }];
  });
  const parameters = Object.entries(fieldsOf(Parameters)).map(([name, parameter]): [string, string | undefined] => {
    const { Default, Type } = fieldsOf(parameter);
    const isStored = String(Type).startsWith('AWS::SSM::Parameter::Value<');
    const value = isStored ? stored.get(String(Default))?.() : Default;
    return [name, typeof value === 'string' ? value : undefined];
  });
  const template: StackTemplate = {
    stackName,
    resources: Object.fromEntries(resources),
    parameters: Object.fromEntries(parameters),
  };
  return { ...template, resolver: createResolver(template, region) };
}

function resourcesOf({ stackName, resources, resolver }: Stack, types: readonly string[]): readonly Resource[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, { Properties }]) => ({
      id,
      properties: Object.keys(Properties),
      name: () => resolver.nameOf(id),
      arn: () => resolver.arnOf(id),
      attribute: (name) => String(resolver.resolve({ 'Fn::GetAtt': [id, name] }, id)),
      property: (name) => resolver.resolve(Properties[name], `${id}.${name}`),
      refuse: (what) => new Error(`The local stack cannot stand in for ${id} in stack ${stackName}: ${what}.`),
    }));
}

/** Logical ids of functions that stand behind custom resources: they run when a stack is deployed, and only then. */
function calledByCloudFormation(templates: readonly Fields[]): ReadonlySet<unknown> {
  const resources = templates.flatMap((template) => listOf(Object.values(fieldsOf(template.Resources))));
  return new Set(
    resources.flatMap(({ Properties }) => {
      const target = fieldsOf(fieldsOf(Properties).ServiceToken)['Fn::GetAtt'];
      return Array.isArray(target) ? [target[0] as unknown] : [];
    }),
  );
}

function toFunction(resource: Resource, assets: ReadonlyMap<string, string>): FunctionDefinition {
  const { property, refuse } = resource;
  const codePath = assets.get(String(fieldsOf(property('Code')).S3Key));
  if (codePath === undefined) throw refuse('its Code is no asset of this assembly');
  if (!String(property('Runtime')).startsWith('nodejs')) throw refuse(`its Runtime is ${String(property('Runtime'))}`);
  const logGroup = fieldsOf(property('LoggingConfig')).LogGroup;
  const variables = Object.entries(fieldsOf(fieldsOf(property('Environment')).Variables));
  return {
    name: resource.name(),
    arn: resource.arn(),
    handler: String(property('Handler')),
    codePath,
    environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
    timeout: Number(property('Timeout') ?? 3),
    memorySize: Number(property('MemorySize') ?? 128),
    logGroup: typeof logGroup === 'string' ? logGroup : `/aws/lambda/${resource.name()}`,
  };
}

/** Capacity is not emulated, so every table is on demand; TTL is left out, as the engine never deletes by it. */
function toTable({ name, property }: Resource): CreateTableCommandInput {
  const shape = (index: Fields) => ({
    IndexName: String(index.IndexName),
    KeySchema: index.KeySchema as CreateTableCommandInput['KeySchema'],
    Projection: fieldsOf(index.Projection),
  });
  const globalIndexes = listOf(property('GlobalSecondaryIndexes')).map(shape);
  const localIndexes = listOf(property('LocalSecondaryIndexes')).map(shape);
  const stream = fieldsOf(property('StreamSpecification')).StreamViewType;
  return {
    TableName: name(),
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: property('AttributeDefinitions') as CreateTableCommandInput['AttributeDefinitions'],
    KeySchema: property('KeySchema') as CreateTableCommandInput['KeySchema'],
    ...(globalIndexes.length === 0 ? {} : { GlobalSecondaryIndexes: globalIndexes }),
    ...(localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: localIndexes }),
    ...(stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: stream as StreamViewType } }),
  };
}

function toSecret({ name, property }: Resource): SecretDefinition {
  const text = property('SecretString');
  const description = property('Description');
  return {
    name: name(),
    description: typeof description === 'string' ? description : undefined,
    value: typeof text === 'string' ? text : toRandomString(fieldsOf(property('GenerateSecretString'))),
  };
}

function toRandomString(generate: Fields): RandomStringOptions {
  const flag = (name: string) => generate[name] === true;
  const { ExcludeCharacters, SecretStringTemplate, GenerateStringKey } = generate;
  return {
    length: Number(generate.PasswordLength ?? 32),
    excludeCharacters: typeof ExcludeCharacters === 'string' ? ExcludeCharacters : '',
    excludeLowercase: flag('ExcludeLowercase'),
    excludeUppercase: flag('ExcludeUppercase'),
    excludeNumbers: flag('ExcludeNumbers'),
    excludePunctuation: flag('ExcludePunctuation'),
    includeSpace: flag('IncludeSpace'),
    requireEachIncludedType: generate.RequireEachIncludedType !== false,
    ...(typeof SecretStringTemplate === 'string' && typeof GenerateStringKey === 'string'
      ? { within: { template: SecretStringTemplate, key: GenerateStringKey } }
      : {}),
  };
}

function readJson(file: string): Fields {
  return fieldsOf(JSON.parse(readFileSync(file, 'utf8')));
}
