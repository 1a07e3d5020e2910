/** What a new version is taken back for while it has a tenth of the requests (docs/adr/0193-canaries.md). */
import { Duration } from 'aws-cdk-lib';
import { functionNameOf } from '../stage.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { maximumOf, ownMetric, type Subjects, sumOf, versionMetric } from './subjects.ts';

/**
 * None where new versions are not tried. They look at the new versions alone, in which the faults of a tenth of the requests are
 * not lost among the others, and go off within the five minutes of a trial: two bad minutes are enough.
 */
export function newVersionAlarms(subjects: Subjects): readonly AlarmDefinition[] {
  const folders = [...subjects.newVersions.keys()];
  if (folders.length === 0) return [];
  const common = {
    runbook: 'new-version',
    period: Duration.minutes(1),
    periods: [2, 5],
    rollsBack: true,
    // Those who deploy see it; afterwards the same is told by the alarms over all versions.
    isSilent: true,
  } as const;
  return [
    {
      ...common,
      name: 'new-version-crashes',
      description: 'A new version of a function crashes, times out or does not load.',
      metric: sumOf(folders.map((folder) => versionMetric(subjects, folder, 'Errors', 'Sum'))),
      threshold: 1,
    },
    {
      ...common,
      name: 'new-version-errors',
      description: 'A new version of a function answers with 5xx.',
      metric: sumOf(folders.map((folder) => ownMetric(subjects, 'faults', 'Sum', versionOf(subjects, folder)))),
      threshold: 2,
    },
    {
      ...common,
      name: 'new-version-latency',
      description: 'A new version of a function takes longer than two seconds for every other request.',
      metric: maximumOf(
        folders
          // It is given 1,000 operations at once, and is meant to take its time.
          .filter((folder) => folder !== 'bulk')
          .map((folder) => versionMetric(subjects, folder, 'Duration', 'p50')),
      ),
      threshold: 2_000,
    },
  ];
}

function versionOf({ stage, newVersions }: Subjects, folder: string): Readonly<Record<string, string>> {
  return { function: functionNameOf(stage, folder), version: newVersions.get(folder) ?? '' };
}
