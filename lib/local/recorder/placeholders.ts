/** Placeholders for values that nobody else may see: the same value has the same one, in the whole recording. */

/** What a value may be kept as: `{email}`, and `{email2}` for the next one. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** The placeholder of `value` with its braces; a new one of this kind when it has none. */
  of(kind: string, value: string): string {
    return `{${this.nameOf(kind, value)}}`;
  }

  /** The same without braces. */
  nameOf(kind: string, value: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const name = count === 1 ? kind : `${kind}${count}`;
    this.#counts.set(kind, count);
    this.#names.set(value, name);
    return name;
  }

  has(value: string): boolean {
    return this.#names.has(value);
  }
}
