import { resolve } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The repository: esbuild runs here, so that paths below are the same wherever it lies. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/** How every function is bundled (docs/adr/0012-function-bundles.md), with the schemas in the file `additions` (docs/adr/0060). */
export function bundlingWith(additions: string): BundlingOptions {
  return { ...bundling, esbuildArgs: { ...bundling.esbuildArgs, '--alias:#scim/schema/custom.json': additions } };
}

const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: false,
  // The SDK is part of the bundle: pinned, shaken, and parsed without a search through the runtime's own copy.
  externalModules: [],
  esbuildArgs: {
    '--alias:node:http': './lib/bundle/node-http.cjs',
    '--alias:@aws-sdk/credential-provider-node': './lib/bundle/env-credentials.ts',
    '--alias:@smithy/core/config': './lib/bundle/env-config.ts',
    '--alias:@aws-sdk/core/protocols': './lib/bundle/json-protocol.ts',
    '--alias:@aws-sdk/dynamodb-codec': './lib/bundle/json-protocol.ts',
    '--alias:@smithy/core/checksum': './lib/bundle/sha256.ts',
    '--alias:@aws/lambda-invoke-store': './lib/bundle/invoke-store.ts',
    '--alias:@smithy/core/event-streams': './lib/bundle/no-event-streams.ts',
    '--alias:@aws-sdk/signature-v4-multi-region': './lib/bundle/one-region-signer.ts',
    '--alias:@aws-sdk/middleware-endpoint-discovery': './lib/bundle/no-endpoint-discovery.ts',
  },
  // For a CommonJS dependency that requires a builtin. The long name cannot collide with a minified one.
  banner:
    "import{createRequire as createBundleRequire}from'node:module';const require=createBundleRequire(import.meta.url);",
  logLevel: LogLevel.WARNING,
};
