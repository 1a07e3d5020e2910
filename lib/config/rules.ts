/** Kinds of settings. The text of each error ends a sentence that begins with the setting: "… must be <text>." */
import * as z from 'zod';

export const flag = () => z.boolean({ error: 'true or false' });

export const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

export function whole(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

export function oneOf<const T extends string | number>(values: readonly T[]) {
  return z.literal(values, { error: `one of ${values.join(', ')}` });
}

/** An object of these settings and no others. */
export function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: `an object of ${Object.keys(shape).join(', ')}` });
}
