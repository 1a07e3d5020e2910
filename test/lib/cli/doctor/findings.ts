/** A stage that AWS has, and what is found of it. */
import type { Finding, OnFinding } from '#lib/cli/doctor/finding.ts';
import type { Target } from '#lib/cli/target.ts';

export const target: Target = {
  kind: 'aws',
  name: 'stage prod',
  url: 'https://abc.execute-api.eu-west-1.amazonaws.com/operator/v1',
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKOPS', secretAccessKey: 'secret' },
};

export async function findingsOf(examine: (onFinding: OnFinding) => Promise<unknown>): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  await examine((finding) => findings.push(finding));
  return findings;
}

/** What a check tells when the principal may not call this. */
export function notPermitted(permission: string) {
  return {
    ok: null,
    detail: `not checked, as the principal may not call ${permission}`,
    remedy: `Allow ${permission} (docs/cli.md).`,
  };
}
