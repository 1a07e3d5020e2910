/** Cost against size, as a drawing that needs no program and is readable on a light and on a dark page. */
import type { ScaleRow } from './scale.ts';

const [width, height] = [760, 420];
const [left, right, top, bottom] = [60, 250, 40, 50];
/** Each with a contrast of 4 and more to white, and to the black of a dark page. */
const colours = [
  '#3575e8',
  '#0b8a62',
  '#b86a00',
  '#dd3d3d',
  '#8b5cf0',
  '#0b86a0',
  '#d83a80',
  '#558b12',
  '#9a7410',
  '#6f7d90',
];

export function drawChart(rows: readonly ScaleRow[]): string {
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const units = ({ rcu, wcu }: ScaleRow) => Math.max(0.5, rcu + wcu);
  const most = Math.ceil(Math.log10(Math.max(...rows.map(units))));
  const x = (size: number) =>
    left + (Math.max(0, sizes.indexOf(size)) / Math.max(1, sizes.length - 1)) * (width - left - right);
  const y = (value: number) => top + (1 - (Math.log10(value) + 0.5) / (most + 0.5)) * (height - top - bottom);
  const kinds = [...Map.groupBy(rows, ({ what }) => what)];
  // Labels stand beside the ends of their lines, apart from one another.
  const ends = kinds
    .map(([what, line], index) => ({ what, index, at: y(units(line.at(-1) as ScaleRow)) }))
    .sort((a, b) => a.at - b.at);
  let free = 0;
  const labels = ends.map(({ what, index, at }) => {
    free = Math.max(at, free + 16);
    return text(width - right + 12, free + 4, what.replaceAll('`', ''), `fill="${colours[index]}"`);
  });
  const grid = Array.from({ length: most + 1 }, (_, power) => 10 ** power).map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/>` +
      text(left - 8, y(value) + 4, value.toLocaleString('en'), 'class="axis" text-anchor="end"'),
  );
  const ticks = sizes.map((size) =>
    text(x(size), height - 24, size.toLocaleString('en'), 'class="axis" text-anchor="middle"'),
  );
  const refusals = rows
    .filter(({ isRefused }) => isRefused)
    .map((row) => text(x(row.size), y(units(row)) + 16, 'tooMany', 'class="axis" text-anchor="end"'));
  const lines = kinds.map(([, line], index) => {
    const points = line.map((row) => `${x(row.size).toFixed(1)},${y(units(row)).toFixed(1)}`);
    return `<polyline fill="none" stroke="${colours[index]}" stroke-width="2" points="${points.join(' ')}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">Capacity units of one request against the number of users in the directory</title>
<style>text{font:12px sans-serif}.axis{fill:#6f7d90}.grid{stroke:#9ca3af;stroke-opacity:.35}</style>
${text(left, 20, 'capacity units of one request', 'class="axis"')}
${text((left + width - right) / 2, height - 6, 'users in the directory, members of the group', 'class="axis" text-anchor="middle"')}
${[...grid, ...ticks, ...lines, ...refusals, ...labels].join('\n')}
</svg>
`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}
