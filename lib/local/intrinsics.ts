/** CloudFormation's intrinsic functions, as far as a template can be resolved without deploying it. */
import { createHash } from 'node:crypto';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Parameters with the default each has; undefined without one. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

export interface Resolver {
  /** The value with every intrinsic in it replaced. Throws, naming resource and property, for one that it cannot. */
  resolve(value: unknown, where: string): unknown;
  /** The physical name of a resource: the literal one, else `<stack>-<logical id>`. */
  nameOf(logicalId: string): string;
  arnOf(logicalId: string): string;
}

/** An object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** The account of everything that is not in one. */
export const localAccount = '000000000000';

/** The property that names a resource of a type, when it is named by hand. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::CloudFront::Function': 'Name',
  'AWS::Lambda::Alias': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};

/** Resources whose Ref is their name or a made up id; what is not here cannot be referred to. */
const refersToName = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
]);
const refersToArn = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::SecretsManager::Secret']);

/** Attributes that AWS makes and the local stack only compares or replaces. */
const madeUp: Readonly<Record<string, Readonly<Record<string, (name: string, region: string) => string>>>> = {
  'AWS::CloudFront::Distribution': { DomainName: (name) => `${name.toLowerCase()}.cloudfront.net` },
  'AWS::CloudFront::Function': { FunctionARN: (name) => name },
  'AWS::CloudFront::OriginAccessControl': { Id: (name) => name },
  'AWS::S3::Bucket': { RegionalDomainName: (name, region) => `${name}.s3.${region}.amazonaws.com` },
};

/** Secrets Manager ends an ARN with six characters of its own; here the same ones for the same name. */
export function secretArn(region: string, name: string): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `arn:aws:secretsmanager:${region}:${localAccount}:secret:${name}-${suffix}`;
}

/** A resolver for one stack's template, in `region`. */
export function createResolver({ stackName, resources, parameters }: StackTemplate, region: string): Resolver {
  const pseudoParameters: Readonly<Record<string, string | undefined>> = {
    'AWS::AccountId': localAccount,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${localAccount}:stack/${stackName}/local`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  function resource(logicalId: string, where: string): TemplateResource {
    const found = Object.hasOwn(resources, logicalId) ? resources[logicalId] : undefined;
    if (found === undefined) throw unresolvable(where, `there is no resource ${logicalId}`);
    return found;
  }

  function nameOf(logicalId: string): string {
    const { Type, Properties } = resource(logicalId, logicalId);
    const given = Properties[nameProperties[Type] ?? ''];
    return given === undefined ? `${stackName}-${logicalId}` : text(given, `${logicalId}.${nameProperties[Type]}`);
  }

  function arnOf(logicalId: string): string {
    const { Type, Properties } = resource(logicalId, logicalId);
    const name = nameOf(logicalId);
    const of = (value: unknown) => text(value, `${logicalId}.FunctionName`);
    const functionArn = (nameOrArn: string) =>
      nameOrArn.startsWith('arn:') ? nameOrArn : `arn:aws:lambda:${region}:${localAccount}:function:${nameOrArn}`;
    if (Type === 'AWS::Lambda::Function') return functionArn(name);
    if (Type === 'AWS::Lambda::Alias') return `${functionArn(of(Properties.FunctionName))}:${name}`;
    if (Type === 'AWS::Lambda::Version') return `${functionArn(of(Properties.FunctionName))}:1`;
    if (Type === 'AWS::SecretsManager::Secret') return secretArn(region, name);
    if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${localAccount}:role/${name}`;
    if (Type === 'AWS::Logs::LogGroup') return `arn:aws:logs:${region}:${localAccount}:log-group:${name}:*`;
    if (Type.startsWith('AWS::DynamoDB::')) return `arn:aws:dynamodb:${region}:${localAccount}:table/${name}`;
    throw unresolvable(logicalId, `a resource of type ${Type} has no ARN here`);
  }

  function reference(name: string, where: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = Object.hasOwn(pseudoParameters, name) ? pseudoParameters[name] : undefined;
    if (pseudo !== undefined) return pseudo;
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter !== undefined) return parameter;
    const { Type } = resource(name, where);
    if (refersToName.has(Type)) return nameOf(name);
    if (refersToArn.has(Type)) return arnOf(name);
    throw unresolvable(where, `Ref to ${name}, a resource of type ${Type}`);
  }

  function attribute(logicalId: string, name: string, where: string): string {
    const { Type } = resource(logicalId, where);
    if (name === 'Arn' || (name === 'AliasArn' && Type === 'AWS::Lambda::Alias')) return arnOf(logicalId);
    if (name === 'StreamArn' && Type.startsWith('AWS::DynamoDB::')) return `${arnOf(logicalId)}/stream/local`;
    const made = madeUp[Type]?.[name];
    if (made !== undefined) return made(nameOf(logicalId), region);
    throw unresolvable(where, `Fn::GetAtt ${logicalId}.${name}`);
  }

  function substitute(argument: unknown, where: string): string {
    const [pattern, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
    const own = isRecord(variables) ? variables : {};
    return text(pattern, where).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (Object.hasOwn(own, name)) return text(own[name], where);
      const [logicalId = '', ...path] = name.split('.');
      return path.length === 0 ? text({ Ref: name }, where) : attribute(logicalId, path.join('.'), where);
    });
  }

  function intrinsic(name: string, argument: unknown, where: string): unknown {
    if (name === 'Ref') return reference(text(argument, where), where);
    if (name === 'Fn::Sub') return substitute(argument, where);
    const list = name === 'Fn::GetAtt' && typeof argument === 'string' ? argument.split('.') : resolve(argument, where);
    if (!Array.isArray(list)) throw unresolvable(where, name);
    const [first, second] = list as unknown[];
    if (name === 'Fn::GetAtt') return attribute(String(first), String(second), where);
    if (name === 'Fn::Join' && Array.isArray(second))
      return second.map((part) => text(part, where)).join(String(first));
    if (name === 'Fn::Split') return text(second, where).split(String(first));
    if (name === 'Fn::Select' && Array.isArray(second) && Number(first) in second)
      return second[Number(first)] as unknown;
    throw unresolvable(where, name);
  }

  function resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map((part, index) => resolve(part, `${where}[${index}]`)).filter((part) => part !== undefined);
    }
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [''];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(name, argument, where);
    return Object.fromEntries(
      entries
        .map(([key, part]) => [key, resolve(part, `${where}.${key}`)] as const)
        .filter(([, part]) => part !== undefined),
    );
  }

  function text(value: unknown, where: string): string {
    const resolved = resolve(value, where);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw unresolvable(where, `${JSON.stringify(value)?.slice(0, 80)}, which is no string`);
  }

  function unresolvable(where: string, what: string): Error {
    return new Error(`The local stack cannot resolve ${where} in stack ${stackName}: ${what}.`);
  }

  return { resolve, nameOf, arnOf };
}

/** Whether `value` is an object with members, not an array. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `value` is; an empty one for everything else. */
export function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** The objects of a list, as `fieldsOf` has them; none for everything else. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
