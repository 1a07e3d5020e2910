/** Tables and records for people. */

type Shown = string | number | boolean | undefined;

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => Shown;
  /** Whether it may be cut where the terminal is narrow; ids may not, as they are copied. */
  readonly flexible?: true;
}

const gap = '  ';
const narrowest = 8;
const segmenter = new Intl.Segmenter();
/** What takes two cells of a terminal. */
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
/** What moves a terminal's cursor or turns the direction of text: names come from identity providers. */
const unprintable = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** Lines of `rows` under a title line, at most `width` cells wide if flexible columns of 8 cells allow it. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ of }) => toText(of(row))))];
  const natural = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  const widths = fit(columns, natural, width);
  return lines.map((line) => layOut(line, widths)).join('\n');
}

/** `name  value` for each entry that has a value. */
export function formatRecord(entries: readonly (readonly [name: string, value: Shown])[]): string {
  const given = entries.filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}${gap}${toText(value)}`).join('\n');
}

/** Text that is safe to show on a terminal, in one line. */
export function toText(value: Shown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value ?? '').replace(unprintable, '\ufffd');
}

/** Takes from the widest flexible column until all fit. */
function fit<Row>(columns: readonly Column<Row>[], natural: readonly number[], width = Infinity): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, cells) => sum + cells, gap.length * (widths.length - 1)) - width;
  while (excess > 0) {
    const flexible = widths.map((cells, index) => (columns[index]?.flexible && cells > narrowest ? cells : 0));
    const widest = flexible.indexOf(Math.max(...flexible));
    if (!flexible[widest]) break;
    widths[widest] = flexible[widest] - 1;
    excess -= 1;
  }
  return widths;
}

function layOut(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((text, index) => {
      const shown = cut(text, widths[index] ?? 0);
      return shown + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(shown)));
    })
    .join(gap)
    .trimEnd();
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

function widthOf(text: string): number {
  let cells = 0;
  for (const { segment } of segmenter.segment(text)) cells += wide.test(segment) ? 2 : 1;
  return cells;
}
