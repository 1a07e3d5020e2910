/**
 * The policies of a role, as far as the functions of this deployment have them: statements that allow or deny actions on
 * resources, some of them for certain partition keys only. What nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { isRecord } from '../intrinsics.ts';

/** What one call asks for. A call may ask for several. */
export interface Access {
  /** `dynamodb:Query` */
  readonly action: string;
  /** The ARN it is asked for; `*` where the action knows no resources. */
  readonly resource: string;
  /** The partition keys that a call to DynamoDB names. */
  readonly leadingKeys?: readonly string[];
}

export interface Statement {
  /** Its Sid, or its place among the others. */
  readonly name: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Patterns: what is allowed is so when each partition key matches one, and what is denied when any does. */
  readonly leadingKeys?: readonly string[];
}

/** The smallest parts of a statement that can be taken away from it: an action on a resource, or partition keys. */
export type Grant =
  | { readonly action: string; readonly resource: string }
  | { readonly statement: string; readonly leadingKey: string };

/** The one condition that a statement here may have, by its effect. */
const keyConditions = { Allow: 'ForAllValues:StringLike', Deny: 'ForAnyValue:StringLike' } as const;
const leadingKeysOf = 'dynamodb:LeadingKeys';
const known = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

/**
 * The statements of a policy document. Throws with what `refuse` makes of it for anything that could not be judged here:
 * an element or a condition that is not known.
 */
export function readStatements(document: unknown, refuse: (what: string) => Error): readonly Statement[] {
  const statements = isRecord(document) ? document.Statement : undefined;
  return [statements ?? []].flat().map((statement: unknown, place): Statement => {
    if (!isRecord(statement)) throw refuse('a statement is no object');
    const { Sid, Effect, Action, Resource, Condition } = statement;
    const name = typeof Sid === 'string' ? Sid : `statement ${place + 1}`;
    const unknown = Object.keys(statement).find((element) => !known.has(element));
    if (unknown !== undefined) throw refuse(`${name} has a ${unknown}`);
    if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse(`the Effect of ${name} is ${String(Effect)}`);
    const common: Statement = { name, effect: Effect, actions: stringsOf(Action), resources: stringsOf(Resource) };
    if (Condition === undefined) return common;
    const patterns = leadingKeysIn(Condition, keyConditions[Effect]);
    if (patterns === undefined) throw refuse(`${name} has the Condition ${JSON.stringify(Condition)}`);
    return { ...common, leadingKeys: patterns };
  });
}

/** The patterns of a condition of this operator on partition keys alone; undefined for any other condition. */
function leadingKeysIn(condition: unknown, operator: string): readonly string[] | undefined {
  if (!isRecord(condition) || Object.keys(condition).join() !== operator) return undefined;
  const keys = condition[operator];
  return isRecord(keys) && Object.keys(keys).join() === leadingKeysOf ? stringsOf(keys[leadingKeysOf]) : undefined;
}

/** What the statements allow, piece by piece. */
export function grantsOf(statements: readonly Statement[]): readonly Grant[] {
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  return allowing.flatMap(({ actions, leadingKeys = [], name, resources }): readonly Grant[] => [
    ...actions.flatMap((action) => resources.map((resource) => ({ action, resource }))),
    ...leadingKeys.map((leadingKey) => ({ statement: name, leadingKey })),
  ]);
}

/**
 * The grants that let an access pass: those of the first statement that allows the whole of it. Undefined when none does,
 * or one denies it. As in IAM, a condition `ForAllValues` holds for a call that has no such keys.
 */
export function findGrants(statements: readonly Statement[], access: Access): readonly Grant[] | undefined {
  const { leadingKeys: keys = [] } = access;
  let found: readonly Grant[] | undefined;
  for (const { actions, effect, leadingKeys, name, resources } of statements) {
    const action = actions.find((pattern) => matches(pattern, access.action));
    const resource = resources.find((pattern) => matches(pattern, access.resource));
    if (action === undefined || resource === undefined) continue;
    const matched = keys.map((key) => leadingKeys?.find((pattern) => matches(pattern, key)));
    if (effect === 'Deny') {
      if (leadingKeys === undefined || matched.some((pattern) => pattern !== undefined)) return undefined;
    } else if (found === undefined && (leadingKeys === undefined || !matched.includes(undefined))) {
      const used = new Set(matched.flatMap((pattern) => pattern ?? []));
      found = [{ action, resource }, ...[...used].map((leadingKey) => ({ statement: name, leadingKey }))];
    }
  }
  return found;
}

/** `*` stands for any characters, `?` for one. */
export function matches(pattern: string, text: string): boolean {
  return (patterns.get(pattern) ?? compile(pattern)).test(text);
}

const patterns = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const compiled = new RegExp(`^${source}$`, 's');
  patterns.set(pattern, compiled);
  return compiled;
}

function stringsOf(value: unknown): readonly string[] {
  return [value ?? []].flat().map(String);
}
