/** A subscription filter of the template: which lines of which function's log group are delivered to which function. */
import { isArnOf } from './function-arn.ts';
import type { FunctionDefinition, Resource } from './template.ts';

export interface LogSubscriptionDefinition {
  readonly logGroup: string;
  readonly filterName: string;
  /** The function whose log group it is. */
  readonly source: string;
  /** The function that the lines are delivered to. */
  readonly target: string;
  /** A line that has all of them is delivered. */
  readonly terms: readonly string[];
}

const term = /^\s*"((?:[^"\\]|\\.)*)"/;

/** Throws, as `resource.refuse` does, for another destination than a function and for a pattern of another kind. */
export function toLogSubscription(
  { name, property, refuse }: Resource,
  functions: readonly FunctionDefinition[],
): LogSubscriptionDefinition {
  const logGroup = String(property('LogGroupName'));
  const source = functions.find((one) => one.logGroup === logGroup);
  if (source === undefined) throw refuse('its LogGroupName is that of no function of this assembly');
  const target = functions.find((one) => isArnOf(property('DestinationArn'), one));
  if (target === undefined) throw refuse('its DestinationArn is no function of this assembly');
  const terms = termsOf(String(property('FilterPattern')));
  if (terms === undefined) throw refuse('its FilterPattern has more than terms in quotation marks');
  const filterName = property('FilterName');
  return {
    logGroup,
    filterName: typeof filterName === 'string' ? filterName : name(),
    source: source.name,
    target: target.name,
    terms,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
function termsOf(pattern: string): readonly string[] | undefined {
  const terms: string[] = [];
  let rest = pattern;
  for (let found = term.exec(rest); found !== null; found = term.exec(rest)) {
    terms.push((found[1] ?? '').replace(/\\(.)/g, '$1'));
    rest = rest.slice(found[0].length);
  }
  return rest.trim() === '' ? terms : undefined;
}
