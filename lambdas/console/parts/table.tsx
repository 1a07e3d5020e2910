/** A table that scrolls by itself where the page is narrow, by keyboard too. */
import type { ComponentChildren } from 'preact';

export interface TableProps {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Rows. */
  readonly children: ComponentChildren;
}

export interface Column {
  readonly title: string;
  /** Left out on narrow pages; its cells have the class `wide`. */
  readonly isWide?: boolean;
}

export function Table({ name, columns, children }: TableProps) {
  return (
    <section class="table" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isWide = false }) => (
              <th key={title} scope="col" class={isWide ? 'wide' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
