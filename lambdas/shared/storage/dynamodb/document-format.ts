/**
 * In which form documents of resources are stored, and how one of an older form is read (docs/adr/0202). A document says
 * its format beside it; one that says none has format 1.
 */
import type { JsonObject } from '#scim/json.ts';
import type { Item } from './keys.ts';

/** How a document of one format is made into one of another. It changes no attribute that is indexed. */
export interface FormatStep {
  readonly to: number;
  readonly make: (document: JsonObject, type: string) => JsonObject;
}

export interface DocumentFormats {
  /** What is written. */
  readonly current: number;
  /** The way from every other format that is read, older or newer, towards the current one. */
  readonly steps: Readonly<Record<number, FormatStep>>;
}

/** Of a document that says none. */
export const firstFormat = 1;

export const formats: DocumentFormats = { current: firstFormat, steps: {} };

/** What is to be written with a document in the current format: an attribute to set, or one to take away, or neither. */
export interface FormatMark {
  readonly attributes: { readonly format?: number };
  /** Parts of an update: after SET, and a clause of its own. */
  readonly set: readonly string[];
  readonly clause: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Nothing where there was never another format: then no item says one, and no write is longer for it. */
export function markOf({ current, steps }: DocumentFormats): FormatMark {
  if (current > firstFormat) {
    return { attributes: { format: current }, set: ['#format = :format'], clause: '', values: { ':format': current } };
  }
  const clause = Object.keys(steps).length > 0 ? ' REMOVE #format' : '';
  return { attributes: {}, set: [], clause, values: {} };
}

/** The document in the current format. Throws for one of a format that this release does not read. */
export function toCurrent(
  document: JsonObject,
  stored: number,
  type: string,
  { current, steps }: DocumentFormats,
): JsonObject {
  let made = document;
  for (let format = stored; format !== current; ) {
    const step = steps[format];
    if (step === undefined) {
      const read = [...Object.keys(steps), current].join(', ');
      throw new Error(`A ${type} is stored in format ${stored}, and this release reads ${read}.`);
    }
    made = step.make(made, type);
    format = step.to;
  }
  return made;
}

/** The format that an item says. */
export function formatOf(item: Item): number {
  return (item.format as number | undefined) ?? firstFormat;
}
