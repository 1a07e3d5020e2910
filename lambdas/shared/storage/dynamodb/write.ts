/** A write to one item, alone or as part of a transaction. Attribute names in expressions carry a `#`. */
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item, Key } from './keys.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Put {
  readonly kind: 'put';
  readonly item: Item;
  readonly condition?: string;
  readonly values?: Values;
}

export interface Update {
  readonly kind: 'update';
  readonly key: Key;
  readonly expression: string;
  readonly condition?: string;
  readonly values: Values;
}

export interface Delete {
  readonly kind: 'delete';
  readonly key: Key;
  readonly condition?: string;
  readonly values?: Values;
}

export interface Check {
  readonly kind: 'check';
  readonly key: Key;
  readonly condition: string;
  readonly values?: Values;
}

export type Write = Put | Update | Delete | Check;

export const exists = 'attribute_exists(#pk)';
export const absent = 'attribute_not_exists(#pk)';

/** What a transaction holds at most (TransactWriteItems). */
export const maxTransactionItems = 100;

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export function toTransactItem(write: Write, table: string): TransactItem {
  switch (write.kind) {
    case 'put':
      return {
        Put: {
          TableName: table,
          Item: { ...write.item },
          ...(write.condition === undefined ? {} : conditionOf(write)),
        },
      };
    case 'update':
      return { Update: toUpdate(write, table) };
    case 'delete':
      return {
        Delete: {
          TableName: table,
          Key: keyOf(write.key),
          ...(write.condition === undefined ? {} : conditionOf(write)),
        },
      };
    case 'check':
      return {
        ConditionCheck: {
          TableName: table,
          Key: keyOf(write.key),
          ...conditionOf(write),
          ConditionExpression: write.condition,
        },
      };
  }
}

export function toUpdate(write: Update, table: string) {
  return {
    TableName: table,
    Key: keyOf(write.key),
    UpdateExpression: write.expression,
    ...conditionOf(write, write.expression),
  };
}

/** `#name` for each attribute name in the expressions, so that no reserved word has to be known. */
export function attributeNames(...expressions: readonly string[]): Record<string, string> {
  const names = expressions.flatMap((expression) => expression.match(/#\w+/g) ?? []);
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]));
}

interface Conditional {
  readonly condition?: string;
  readonly values?: Values;
}

function conditionOf({ condition, values }: Conditional, expression = '') {
  return {
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ExpressionAttributeNames: attributeNames(condition ?? '', expression),
    ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function keyOf({ pk, sk }: Key) {
  return { pk, sk };
}
