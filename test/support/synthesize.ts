/** The stacks as `cdk synth` makes them, with the flags of `cdk.json`. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { ConfiguredStage } from '../../lib/config/configured-stage.ts';
import { readSettings } from '../../lib/config/read-settings.ts';
import type { StageSettingsInput } from '../../lib/config/settings.ts';
import { readSchemaFile } from '../../lib/schema-file.ts';
import { addStacks } from '../../lib/stacks.ts';
import { stageNamed } from '../../lib/stage.ts';

export interface CfnResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, CfnResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

export interface Synthesis {
  /** Folder of the templates and assets. */
  readonly folder: string;
  readonly data: CfnTemplate;
  readonly api: CfnTemplate;
  /** Where the settings ask for them. */
  readonly signIn?: CfnTemplate;
  readonly firewall?: CfnTemplate;
  readonly edge?: CfnTemplate;
}

export interface SynthesisOptions {
  /** Run esbuild; otherwise functions have no code. */
  readonly bundle?: boolean;
  /** Where to write; a new temporary folder by default. */
  readonly outdir?: string;
  /** The deployment's schema file; an empty one by default, whatever this deployment's own holds. */
  readonly schemas?: string;
  /** What a `rollcall.config.ts` would say of the stage; nothing by default, whatever this deployment's own says. */
  readonly settings?: StageSettingsInput;
  /** `npm run deploy -- --despite-alarms`. */
  readonly despiteAlarms?: boolean;
}

const noSchemas = 'test/support/no-schemas.json';

/** All that can be switched on. */
export const everythingOn: StageSettingsInput = {
  account: '111122223333',
  region: 'eu-central-1',
  domain: {
    name: 'scim.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  },
  console: true,
  waf: true,
  originSecret: 'required',
  customerManagedKey: true,
  tracing: true,
  canary: true,
  alarmTargets: ['operations@example.com', 'arn:aws:sns:eu-central-1:111122223333:operations'],
  functions: { users: { provisionedConcurrency: 2, reservedConcurrency: 50 }, bulk: { reservedConcurrency: 20 } },
};

/** Stage `dev` with these settings. */
export function testStage(settings: StageSettingsInput = {}): ConfiguredStage {
  return { ...stageNamed('dev'), settings: readSettings({ stages: { dev: settings } }, 'dev') };
}

/** Templates are validated by `npm run synth`; here that would cost each test file seven seconds. */
export function synthesize({
  bundle = false,
  outdir,
  schemas = noSchemas,
  settings = {},
  despiteAlarms = false,
}: SynthesisOptions = {}): Synthesis {
  process.env.CDK_VALIDATION = 'false';
  const { app, data, api, signIn, firewall, edge } = makeStacks({
    stage: testStage(settings),
    schemas,
    bundle,
    outdir,
    despiteAlarms,
  });
  const { directory } = app.synth();
  const read = (name: string): CfnTemplate =>
    JSON.parse(readFileSync(join(directory, `${name}.template.json`), 'utf8')) as CfnTemplate;
  return {
    folder: directory,
    data: read(data.artifactId),
    api: read(api.artifactId),
    ...(signIn === undefined ? {} : { signIn: read(signIn.artifactId) }),
    ...(firewall === undefined ? {} : { firewall: read(firewall.artifactId) }),
    ...(edge === undefined ? {} : { edge: read(edge.artifactId) }),
  };
}

interface StacksOptions {
  readonly stage: ConfiguredStage;
  readonly schemas?: string;
  readonly bundle?: boolean;
  readonly outdir?: string | undefined;
  readonly despiteAlarms?: boolean;
}

/** The stacks of `stage` in an app with the flags of `cdk.json`, which is yet to be synthesized. */
export function makeStacks({
  stage,
  schemas = noSchemas,
  bundle = false,
  outdir,
  despiteAlarms = false,
}: StacksOptions) {
  const { context } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../cdk.json'), 'utf8')) as {
    readonly context: Readonly<Record<string, unknown>>;
  };
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    context: {
      ...context,
      'aws:cdk:enable-asset-metadata': true,
      ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const { account, region } = stage.settings;
  const env = { account, region };
  return { app, ...addStacks(app, { stage, schemas: readSchemaFile(schemas), env, despiteAlarms }) };
}

/** The resources of a type with their logical ids, in the order of the template. */
export function resourcesOf(template: CfnTemplate, type: string): readonly (readonly [string, CfnResource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** A value with its intrinsic functions as text: `arn:${AWS::Partition}:…`, `${Role.Arn}`. */
export function render(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[intrinsic, operand] = ['', undefined]] = Object.entries(value) as [string, unknown][];
  switch (intrinsic) {
    case 'Ref':
      return `\${${String(operand)}}`;
    case 'Fn::GetAtt':
      return `\${${(operand as string[]).join('.')}}`;
    case 'Fn::Join': {
      const [separator, parts] = operand as [string, unknown[]];
      return parts.map(render).join(separator);
    }
    default:
      throw new Error(`A template should not need ${JSON.stringify(value).slice(0, 200)}.`);
  }
}
