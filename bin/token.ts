/** `npm run token`: issues or revokes a token of a deployed stage, with the credentials of the AWS CLI's environment. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readOption, regionOption, runScript, script, stageOption, tenantOption, useRegion } from '#lib/cli/script.ts';
import { secretKeyOf } from '#lib/config/configured-stage.ts';
import { stageNamed } from '#lib/stage.ts';
import { findProvider, providers } from '#service/providers.ts';
import type { TokenSecrets } from '#tokens/credentials.ts';
import { issueToken, revokeToken } from '#tokens/issue.ts';

interface Options {
  readonly stage: string;
  readonly region?: string;
  readonly tenant: string;
  readonly provider: string;
  readonly origin?: string;
  readonly user?: string;
  readonly expires?: string;
  readonly revoke?: string;
}

/** UUIDv4 in lower case, as the service provider gives them. */
const resourceId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const isToCome = (text: string) => Date.parse(text) > Date.now();
const command = script(
  'token',
  "Issues a token for one identity provider's connection, in the AWS account of your environment (AWS_PROFILE, AWS_REGION and so on). It is shown once and kept nowhere: paste it into the identity provider.",
)
  .addOption(stageOption())
  .addOption(regionOption())
  .addOption(tenantOption('whose directory it opens'))
  .addOption(
    readOption(
      '--provider <name>',
      providers.map(({ id }) => id).join(', '),
      findProvider,
      'It is no identity provider.',
    ).default('generic'),
  )
  .option(
    '--origin <url>',
    'what base URLs begin with, to print the whole one: the Origin output where the stage has a domain and a distribution, else ApiUrl',
  )
  .addOption(
    readOption(
      '--user <id>',
      'id of the user that /Me stands for; the token still opens the whole directory',
      (text) => (resourceId.test(text) ? text : undefined),
      'It is no id of a user.',
    ),
  )
  .addOption(
    readOption(
      '--expires <date>',
      'ISO 8601; without it the token lasts until it is revoked',
      (text) => (isToCome(text) ? text : undefined),
      'It is no date to come.',
    ),
  )
  .option('--revoke <id>', 'revoke the token with this id instead; in force everywhere within a minute');

await runScript<Options>(command, async (options) => {
  const { stage, tenant, provider, origin, user, expires, revoke, region } = options;
  useRegion(stage, region);
  const { tenantSecretPrefix, tokenKeySecret } = stageNamed(stage);
  const secrets: TokenSecrets = {
    client: new SecretsManagerClient({}),
    tenantSecretPrefix,
    tokenKeySecret,
    encryptionKey: secretKeyOf(stage),
  };
  const created = new Date().toISOString();
  if (revoke !== undefined) {
    await revokeToken(secrets, tenant, revoke, created);
    return void process.stdout.write(
      `Token ${revoke} of tenant ${tenant} is revoked; refused everywhere in a minute.\n`,
    );
  }
  const limit = expires === undefined ? {} : { expires: new Date(expires).toISOString() };
  const bound = user === undefined ? {} : { user };
  const { token, tokenId } = await issueToken(secrets, { tenant, provider, created, ...limit, ...bound });
  const base = origin?.replace(/\/+$/, '') ?? '<origin of the deployment>';
  process.stdout.write(`Base URL  ${base}/provisioning/${provider}/v2\nToken     ${token}\nToken id  ${tokenId}\n`);
});
