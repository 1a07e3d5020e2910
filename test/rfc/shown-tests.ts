/** Whether the tests that the register names were run, and passed. */
import type { Requirement } from './register.ts';

/** A test as it was reported, its title with the values of its row. */
export interface RanTest {
  readonly title: string;
  readonly status: string;
}

/**
 * What is wrong with the tests that requirements name, of the files that were run: `ran` has their tests by path from the
 * root of the repository. A test that was skipped shows nothing; one that failed is told by its own failure.
 */
export function findUnshown(
  requirements: readonly Requirement[],
  ran: ReadonlyMap<string, readonly RanTest[]>,
): readonly string[] {
  return requirements.flatMap((requirement) => {
    const tests = 'test' in requirement ? ran.get(requirement.test.file) : undefined;
    if (!('test' in requirement) || tests === undefined) return [];
    const { file, name } = requirement.test;
    const title = titlesOf(name);
    const named = tests.filter((each) => title.test(each.title));
    if (named.length === 0) return [`${requirement.id}: there is no test "${name}" in ${file}`];
    const skipped = named.some(({ status }) => status !== 'passed' && status !== 'failed');
    return skipped ? [`${requirement.id}: the test "${name}" in ${file} was skipped`] : [];
  });
}

/** The titles that a name stands for: itself, with anything in place of `…`. */
function titlesOf(name: string): RegExp {
  const parts = name.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
