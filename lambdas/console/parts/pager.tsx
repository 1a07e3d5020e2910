/** Turns the pages of a list. */
import { nextPage, numberOf, type Place, previousPage } from '../load/pages.ts';

export interface PagerProps {
  readonly place: Place;
  readonly onTurn: (place: Place) => void;
  /** Cursor of the next page. */
  readonly next: string | undefined;
  /** How many entries all pages have, where it is known. */
  readonly total?: number | undefined;
  /** What the entries are: "users". */
  readonly what: string;
}

const number = new Intl.NumberFormat('en');

export function Pager({ place, onTurn, next, total, what }: PagerProps) {
  const page = numberOf(place);
  if (page === 1 && next === undefined && total === undefined) return null;
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      <span>
        {total !== undefined && `${number.format(total)} ${total === 1 ? what.replace(/s$/, '') : what}`}
        {total !== undefined && (page > 1 || next !== undefined) && ' · '}
        {(page > 1 || next !== undefined) && `page ${number.format(page)}`}
      </span>
      <button type="button" class="secondary small" disabled={page === 1} onClick={() => onTurn(previousPage(place))}>
        Previous
      </button>
      <button
        type="button"
        class="secondary small"
        disabled={next === undefined}
        onClick={() => next !== undefined && onTurn(nextPage(place, next))}
      >
        Next
      </button>
    </nav>
  );
}
