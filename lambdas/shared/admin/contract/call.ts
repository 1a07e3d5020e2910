/** What a client sends with each operation and gets from it, inferred from the schemas; types only. */
import type * as z from 'zod';
import type { OperationId, operations } from './operations.ts';

type Table = typeof operations;
type Sent<Id extends OperationId, Part extends 'parameters' | 'query' | 'body'> = Table[Id] extends {
  readonly [P in Part]: infer Schema extends z.ZodType;
}
  ? { readonly [P in Part]: z.input<Schema> }
  : unknown;
type Answers<Id extends OperationId> = Table[Id]['answers'];

/** What an operation takes. */
export type Request<Id extends OperationId> = Sent<Id, 'parameters'> &
  Partial<Sent<Id, 'query'>> &
  Sent<Id, 'body'> & { readonly idempotencyKey?: string };

/** What an operation answers when it succeeds; undefined for no body. */
export type Response<Id extends OperationId> = Answers<Id>[keyof Answers<Id>] extends infer Schema
  ? Schema extends z.ZodType
    ? z.output<Schema>
    : undefined
  : never;
