/** Months, by which what grows with time is divided: `2026-01`. */

export function monthOf(instant: string): string {
  return instant.slice(0, 7);
}

export function monthBefore(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}
