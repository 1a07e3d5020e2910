/** `npm run token`: issues or revokes a token of a deployed stage, with the credentials of the AWS CLI's environment. */
import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretKeyOf } from '#lib/config/configured-stage.ts';
import { findProvider, providers } from '#service/providers.ts';
import type { TokenSecrets } from '#tokens/credentials.ts';
import { issueToken, revokeToken } from '#tokens/issue.ts';
import { isTenantId } from '#tokens/token-format.ts';

const usage = `npm run token -- [options]

Issues a token for one identity provider's connection, in the AWS account of your environment
(AWS_PROFILE, AWS_REGION and so on). It is shown once and kept nowhere: paste it into the identity provider.

  --stage NAME      stage of the deployment (default dev)
  --tenant ID       whose directory it opens (default default)
  --provider NAME   ${providers.map(({ id }) => id).join(', ')}
                    (default generic)
  --origin URL      the deployment's ApiUrl output, to print the whole base URL
  --user ID         id of the user that /Me stands for; the token still opens the whole directory
  --expires DATE    ISO 8601; without it the token lasts until it is revoked
  --revoke ID       revoke the token with this id instead; in force everywhere within a minute
  --help            this text
`;

/** UUIDv4 in lower case, as the service provider gives them. */
const resourceId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string', default: 'dev' },
        tenant: { type: 'string', default: 'default' },
        provider: { type: 'string', default: 'generic' },
        origin: { type: 'string' },
        user: { type: 'string' },
        expires: { type: 'string' },
        revoke: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(`${(error as Error).message} See npm run token -- --help`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(usage);
  const { stage, tenant, origin, user, expires, revoke } = options;
  const provider = findProvider(options.provider) ?? fail(`"${options.provider}" is no identity provider; see --help.`);
  if (!isTenantId(tenant)) fail(`"${tenant}" is no tenant id: 1 to 36 of a-z, 0-9 and inner hyphens.`);
  if (user !== undefined && !resourceId.test(user)) fail(`--user ${user} is no id of a user.`);
  if (expires !== undefined && !(Date.parse(expires) > Date.now())) fail(`--expires ${expires} is no date to come.`);
  const secrets: TokenSecrets = {
    client: new SecretsManagerClient({}),
    tenantSecretPrefix: `rollcall/${stage}/tenants/`,
    tokenKeySecret: `rollcall/${stage}/token-key`,
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
  const base = origin?.replace(/\/+$/, '') ?? '<ApiUrl of the deployment>';
  process.stdout.write(`Base URL  ${base}/provisioning/${provider}/v2\nToken     ${token}\nToken id  ${tokenId}\n`);
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
