/** Lists come in pages, each with a sealed cursor to the next; a cursor is good for the same query only. */
import * as z from 'zod';

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'Entries of a page, at most.' }),
  cursor: z
    .string()
    .max(2_000)
    .optional()
    .meta({ description: '`next` of the page before; the first page without it.' }),
});

/** One page of `item`s: fewer than asked for, even none, may come with `next` where a filter leaves little. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z
    .object({
      items: z.array(item),
      next: z.string().optional().meta({ description: 'Cursor of the next page; absent in the last one.' }),
    })
    .meta({ id, description: 'One page of a list.' });
}
