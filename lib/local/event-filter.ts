/**
 * The patterns by which an event source mapping lets records through, as far as they are known here: values that are
 * equal, `prefix`, and `exists`.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
import { isRecord } from './intrinsics.ts';

export type EventFilter = (event: unknown) => boolean;

/** Reads a pattern, given as JSON text. Throws for a rule that is not known here: it may neither let through nor hold back. */
export function parseEventFilter(pattern: string): EventFilter {
  return matcherOf(JSON.parse(pattern), '');
}

function matcherOf(pattern: unknown, path: string): EventFilter {
  if (Array.isArray(pattern) && pattern.length > 0) {
    const rules = pattern.map((rule: unknown) => ruleOf(rule, path));
    return (value) => rules.some((matches) => matches(value));
  }
  if (!isRecord(pattern)) throw new Error(`the pattern has ${JSON.stringify(pattern)} at "${path}"`);
  const members = Object.entries(pattern).map(([name, inner]) => {
    const matches = matcherOf(inner, path === '' ? name : `${path}.${name}`);
    return (value: unknown) => matches(isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  });
  return (value) => members.every((matches) => matches(value));
}

function ruleOf(rule: unknown, path: string): EventFilter {
  if (rule === null || ['string', 'number', 'boolean'].includes(typeof rule)) return (value) => value === rule;
  const [[name, operand] = ['', undefined], ...others] = isRecord(rule) ? Object.entries(rule) : [];
  if (others.length === 0 && name === 'exists' && typeof operand === 'boolean') {
    // Only what is no object itself exists or does not.
    return (value) => (value !== undefined && !isRecord(value)) === operand;
  }
  if (others.length === 0 && name === 'prefix' && typeof operand === 'string') {
    return (value) => typeof value === 'string' && value.startsWith(operand);
  }
  throw new Error(`the pattern has the rule ${JSON.stringify(rule)} at "${path}"`);
}
