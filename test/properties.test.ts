/** How often properties are tried is said in one place, or the nightly run would try some of them as seldom as any. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname);
/** What may be the last argument of an `fc.assert`, or be taken from it: the runs that `PROPERTY_RUNS` sets. */
const runs = /^(?:propertyRuns|scaledRuns\([\d /]+\)|\{ numRuns \})$/;
const counted = /\{ numRuns \} = (?:propertyRuns|scaledRuns\([\d /]+\));/;

/** The last argument of each call of `fc.assert` or `fc.check` in `source`. */
export function lastArguments(source: string): readonly string[] {
  return [...source.matchAll(/\bfc\.(?:assert|check)\(/g)].map(({ index, 0: call }) => {
    const [start, parts] = [index + call.length, [] as string[]];
    let [depth, from] = [0, start];
    for (let at = start; at < source.length && depth >= 0; at += 1) {
      const character = source.charAt(at);
      if ('([{'.includes(character)) depth += 1;
      if (')]}'.includes(character)) depth -= 1;
      if (depth < 0 || (depth === 0 && character === ',')) {
        parts.push(source.slice(from, at).trim());
        from = at + 1;
      }
    }
    return parts.filter((part) => part !== '').at(-1) ?? '';
  });
}

function problemsIn(source: string): readonly string[] {
  const wrong = lastArguments(source).filter(
    (last) => !runs.test(last) || (last === '{ numRuns }' && !counted.test(source)),
  );
  return /\bfc\.configureGlobal|from 'fast-check'.*\bassert\b|\{[^}]*\bassert\b[^}]*\} from 'fast-check'/.test(source)
    ? [...wrong, 'another way to fast-check']
    : wrong;
}

describe('properties', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sources = files
    // This file, and the one place that shares the runs out.
    .filter((file) => !['properties.test.ts', 'support/property-runs.ts'].includes(file))
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }));

  test('are tried as often as PROPERTY_RUNS says', () => {
    const all = sources.flatMap(({ source }) => lastArguments(source));
    expect(all.length).toBeGreaterThan(30);
    expect(sources.flatMap(({ file, source }) => problemsIn(source).map((problem) => [file, problem]))).toEqual([]);
  });

  test.each([
    'fc.assert(fc.property(fc.nat(), (n) => n >= 0));',
    'await fc.assert(property, { numRuns: 10 });',
    'const numRuns = 3; fc.assert(property, { numRuns });',
    "import { assert, property } from 'fast-check';",
    'fc.configureGlobal({ numRuns: 5 });',
  ])('catches %s', (source) => {
    expect(problemsIn(source)).toHaveLength(1);
  });
});
