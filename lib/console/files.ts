/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, IgnoreMode, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  type Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { projectRoot } from '../bundle/bundling.ts';
import { buildConsole } from '../console-build.ts';
import type { IndexedAttributes } from '../schema-file.ts';
import type { Stage } from '../stage.ts';
import { signInOrigins } from './access.ts';
import type { ConsoleConfig } from './config.ts';
import { consoleHeaders } from './headers.ts';
import { pageOf } from './page-of.ts';

export interface ConsoleFilesProps {
  readonly stage: Stage;
  /** The attributes of the deployment that have an index, which the console shows. */
  readonly indexes: IndexedAttributes;
  /** What is to serve them below `/console/`. */
  readonly distribution: Distribution;
}

/** The console as it is built, in a private bucket behind a distribution. */
export class ConsoleFiles extends Construct {
  readonly #bucket: Bucket;
  readonly #distribution: Distribution;
  readonly #indexes: IndexedAttributes;

  constructor(scope: Construct, id: string, { stage, indexes, distribution }: ConsoleFilesProps) {
    super(scope, id);
    this.#distribution = distribution;
    this.#indexes = indexes;
    // Everything in it is built, so nothing in it is worth keeping.
    this.#bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const page = new EdgeFunction(this, 'PageOf', {
      functionName: `rollcall-${stage.name}-console-page`,
      comment: 'Leads each page of the console to the one file that shows them all.',
      code: FunctionCode.fromInline(pageOf),
      runtime: FunctionRuntime.JS_2_0,
    });
    distribution.addBehavior('/console*', S3BucketOrigin.withOriginAccessControl(this.#bucket), {
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      functionAssociations: [{ function: page, eventType: FunctionEventType.VIEWER_REQUEST }],
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'Headers', {
        responseHeadersPolicyName: `rollcall-${stage.name}-console`,
        ...consoleHeaders(signInOrigins(stage)),
      }),
    });
  }

  /** Puts the console into the bucket, with `config` beside it. */
  deploy(config: ConsoleConfig): void {
    // Tests of templates bundle nothing.
    const built = Stack.of(this).bundlingRequired ? builtConsole(this.#indexes) : undefined;
    const where = { destinationBucket: this.#bucket, destinationKeyPrefix: 'console', prune: false };
    // Those of the version before this one stay: they are in use in open tabs.
    const assets =
      built === undefined
        ? undefined
        : new BucketDeployment(this, 'Assets', {
            ...where,
            sources: [Source.asset(built, { exclude: ['*', '!assets', '!assets/**'], ignoreMode: IgnoreMode.GIT })],
            cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
          });
    const pages = new BucketDeployment(this, 'Pages', {
      ...where,
      sources: [
        ...(built === undefined ? [] : [Source.asset(built, { exclude: ['assets'] })]),
        Source.jsonData('config.json', config),
      ],
      cacheControl: [CacheControl.noCache()],
      distribution: this.#distribution,
      distributionPaths: ['/console/*'],
    });
    // The page comes after what it asks for. What serves both deployments is made with the first, so the other order would
    // be a circle.
    if (assets !== undefined) pages.node.addDependency(assets);
  }
}

function builtConsole(indexes: IndexedAttributes): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'));
  buildConsole(projectRoot, folder, indexes);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
