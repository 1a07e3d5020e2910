/** What is wrong with the permissions of functions, by what they did. */
import type { AccessEvent } from '../../../lib/local/access/access-guard.ts';
import type { Grant } from '../../../lib/local/access/identity-policy.ts';

/**
 * One sentence for each call that a role did not allow and, where everything that functions do was done (`isWhole`), for
 * each grant that no call needed.
 */
export function findAccessProblems(events: readonly AccessEvent[], isWhole: boolean): readonly string[] {
  const used = new Set<string>();
  for (const event of events) if (event.kind === 'used') used.add(nameOf(event.functionName, event.grant));
  const problems = events.flatMap((event) => {
    if (event.kind === 'denied') return [denial(event)];
    if (event.kind === 'used' || !isWhole || used.has(nameOf(event.functionName, event.grant))) return [];
    return [`${nameOf(event.functionName, event.grant)} is granted, and was never used`];
  });
  if (isWhole && used.size === 0) problems.push('no call of any function was recorded');
  return [...new Set(problems)].toSorted((a, b) => (a < b ? -1 : 1));
}

function denial({ access, functionName }: Extract<AccessEvent, { readonly kind: 'denied' }>): string {
  const keys = access.leadingKeys === undefined ? '' : ` for the keys ${access.leadingKeys.join(', ')}`;
  return `${functionName}: ${access.action} on ${access.resource}${keys} is not granted, and was called`;
}

function nameOf(functionName: string, grant: Grant): string {
  if ('action' in grant) return `${functionName}: ${grant.action} on ${grant.resource}`;
  return `${functionName}: ${grant.statement} for the keys ${grant.leadingKey}`;
}
