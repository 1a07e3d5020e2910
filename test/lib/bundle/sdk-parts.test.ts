import { afterEach, describe, expect, test } from '@jest/globals';
import { Sha256 as SdkSha256 } from '@smithy/core/checksum';
import { loadConfig as sdkLoadConfig } from '@smithy/core/config';
import {
  loadConfig,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
  resolveRegionConfig,
} from '../../../lib/bundle/env-config.ts';
import { Sha256 } from '../../../lib/bundle/sha256.ts';

describe('SHA-256 in bundles', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  test.each([
    ['a hash of text', undefined, 'päyload'],
    ['a hash of bytes', undefined, bytes],
    ['an HMAC with text', 'AWS4sécret', '20261128'],
    ['an HMAC with bytes', bytes, 'eu-west-1'],
  ])('is that of the SDK: %s', async (_, secret, data) => {
    const [own, sdk] = [new Sha256(secret), new SdkSha256(secret)];
    own.update(data);
    // Its types leave out the text that it takes and its own signer gives.
    sdk.update(data as Uint8Array);
    expect(Buffer.from(await own.digest())).toEqual(Buffer.from(await sdk.digest()));
  });
});

describe('settings in bundles', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test.each([
    ['true', true],
    ['false', false],
    ['yes', false],
    [undefined, false],
  ])('a switch that is %s is %s, as it is for the SDK', async (value, expected) => {
    if (value === undefined) delete process.env.AWS_USE_FIPS_ENDPOINT;
    else process.env.AWS_USE_FIPS_ENDPOINT = value;
    const setting = NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS;
    expect(await loadConfig(setting)()).toBe(expected);
    expect(await sdkLoadConfig({ ...setting, configFileSelector: () => undefined })()).toBe(expected);
  });

  test('the region is that of the environment, and is missed by name', async () => {
    process.env.AWS_REGION = 'eu-west-1';
    const region = loadConfig(NODE_REGION_CONFIG_OPTIONS);
    const config = resolveRegionConfig({ region, useFipsEndpoint: false });
    expect(await config.region()).toBe('eu-west-1');
    delete process.env.AWS_REGION;
    await expect(loadConfig(NODE_REGION_CONFIG_OPTIONS)()).rejects.toThrow('AWS_REGION is not set.');
  });
});
