/** What functions are told of the distribution in front of them, and what it tells them. */
import { SecretValue } from 'aws-cdk-lib';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { hasDistribution, type StageSettings } from './config/settings.ts';

/** Whether base URLs begin with the distribution's domain. Its own name at CloudFront is nothing that functions can know. */
export function isNamedByDistribution(settings: StageSettings): boolean {
  return settings.domain !== undefined && hasDistribution(settings);
}

/** Behind a distribution the gateway does not see the name that clients know. */
export function edgeEnvironment({ settings, ...stage }: ConfiguredStage): Readonly<Record<string, string>> {
  const { domain, originSecret } = settings;
  return {
    ...(isNamedByDistribution(settings) ? { BASE_URL: `https://${domain?.name}` } : {}),
    ...(originSecret === 'required' ? { ORIGIN_SECRET: valueOf(stage.originSecret) } : {}),
  };
}

export function originSecretHeader({ settings, ...stage }: ConfiguredStage): Readonly<Record<string, string>> {
  return settings.originSecret === 'off' ? {} : { 'X-Origin-Secret': valueOf(stage.originSecret) };
}

/** A dynamic reference: the template has the name of the secret, and CloudFormation puts the value where it is deployed. */
function valueOf(secretName: string): string {
  return SecretValue.secretsManager(secretName).unsafeUnwrap();
}
