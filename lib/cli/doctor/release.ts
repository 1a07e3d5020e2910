/** Whether the deployment is of the release that this command line belongs to. */
import { release as ownRelease } from '../../release.ts';
import { CommandError } from '../command-error.ts';
import type { DeployedStage } from '../target.ts';
import { permissions, permitted } from './aws-calls.ts';
import { find, NotJudged, type OnFinding } from './finding.ts';

export async function examineRelease({ outputsOf }: DeployedStage, onFinding: OnFinding): Promise<void> {
  await find(onFinding, {
    check: 'release',
    act: async () => mustMatch((await permitted(permissions.stacks, outputsOf('api')))?.Release, ownRelease),
    detail: (release) => release,
  });
}

/** The release of both. Throws `CommandError` when the first number differs, and `NotJudged` when another does. */
export function mustMatch(deployed: string | undefined, own: string): string {
  if (deployed === own) return own;
  if (deployed === undefined) throw new NotJudged('the deployment does not tell its release', 'Deploy it again.');
  const difference = `${deployed} is deployed, and this command line is of ${own}`;
  if (deployed.split('.')[0] === own.split('.')[0]) throw new NotJudged(difference);
  throw new CommandError(
    difference,
    `Use the command line of a checkout of ${deployed}, or upgrade the deployment (docs/upgrades.md).`,
  );
}
