import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { conformancePage, renderConformance } from './conformance-page.ts';
import { countKeywordSentences } from './count-keywords.ts';
import { type Requirement, readKeywordSentences, readPlainStatements, readRegister } from './register.ts';
import { findUnshown } from './shown-tests.ts';

const root = join(import.meta.dirname, '../..');
const register = readRegister();
const plain = readPlainStatements();
const requirements = [...register, ...plain].flatMap((section) => section.requirements);
const ids = requirements.map(({ id }) => id);

describe('requirements', () => {
  test('every sentence with a key word has one, and each has such a sentence', () => {
    const registered = new Map(register.map((section) => [`${section.rfc}-${section.section}`, section]));
    const counted = Object.entries(readKeywordSentences()).flatMap(([rfc, sections]) =>
      Object.entries(sections).map(([section, count]): [string, number] => [`${rfc}-${section}`, count]),
    );
    expect([...registered.keys()].sort()).toEqual(counted.map(([section]) => section).sort());
    for (const [section, count] of counted) {
      const numbers = Array.from({ length: count }, (_, index) => `${section}-${String(index + 1).padStart(2, '0')}`);
      const found = (registered.get(section)?.requirements ?? []).map(({ id }) => id.replace(/[a-z]$/, ''));
      expect([...new Set(found)]).toEqual(numbers);
    }
  });

  test('no id comes twice', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('what has no key word is marked so, and belongs to its section', () => {
    for (const { rfc, section, requirements: statements } of plain) {
      for (const { id, level } of statements) {
        expect([level, id.replace(/\d\d$/, '')]).toEqual(['plain', `${rfc}-${section}-x`]);
      }
    }
    expect(register.flatMap((section) => section.requirements).filter(({ level }) => level === 'plain')).toEqual([]);
  });

  test('every must, and all that is demanded without a key word, is shown by a test or says why it cannot be', () => {
    const isDemanded = ({ level }: Requirement) => level === 'must' || level === 'plain';
    expect(requirements.filter((each) => isDemanded(each) && each.status === 'no').map(({ id }) => id)).toEqual([]);
  });

  test('whatever has no test has a reason', () => {
    const silent = requirements.filter((each) => each.status !== undefined && each.reason.trim().length < 10);
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  // Whether the test is in the file is checked where the file is run: `requirements-reporter.ts`.
  test('every test that is named has its file', () => {
    const files = requirements.flatMap((each) => ('test' in each ? [each.test.file] : []));
    expect([...new Set(files)].filter((file) => !file.endsWith('.test.ts') || !existsSync(join(root, file)))).toEqual(
      [],
    );
    expect(requirements.filter((each) => 'test' in each && !/[^…\s]/.test(each.test.name)).map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('what is said twice leads to a requirement that says it itself', () => {
    const own = new Set(requirements.filter((each) => !('sameAs' in each)).map(({ id }) => id));
    expect(requirements.filter((each) => 'sameAs' in each && !own.has(each.sameAs)).map(({ id }) => id)).toEqual([]);
  });

  test('docs/conformance.md is what the register says', () => {
    expect(conformancePage).toBe(join(root, 'docs/conformance.md'));
    const written = readFileSync(conformancePage, 'utf8').split('\n');
    const rendered = renderConformance(register, plain).split('\n');
    // `npm run docs:conformance` writes it.
    expect(rendered.filter((line, index) => line !== written[index]).slice(0, 5)).toEqual([]);
    expect(written).toHaveLength(rendered.length);
  });
});

describe('tests that requirements name', () => {
  const requirement = (name: string, file = 'a.test.ts'): Requirement => ({
    id: '1-2-03',
    level: 'must',
    summary: '',
    test: { file, name },
  });
  const passed = (...titles: readonly string[]) => titles.map((title) => ({ title, status: 'passed' }));
  const unshown = (name: string, ran: readonly { readonly title: string; readonly status: string }[]) =>
    findUnshown([requirement(name)], new Map([['a.test.ts', ran]]));

  test('are found by their whole title, or by what all rows of a table have in common', () => {
    expect(unshown('a (b).', passed('x', 'a (b).'))).toEqual([]);
    expect(unshown('… is …', passed('1 is one'))).toEqual([]);
    for (const name of ['a', 'b', 'a b c', 'a.b', '…b c', 'A b']) {
      expect(unshown(name, passed('a b'))).toEqual([`1-2-03: there is no test "${name}" in a.test.ts`]);
    }
  });

  test('show nothing when they were skipped', () => {
    expect(unshown('a', [{ title: 'a', status: 'pending' }])).toEqual([
      '1-2-03: the test "a" in a.test.ts was skipped',
    ]);
    expect(unshown('a', [{ title: 'a', status: 'failed' }])).toEqual([]);
  });

  test('are not missed in a file that was not run', () => {
    expect(findUnshown([requirement('a', 'b.test.ts')], new Map([['a.test.ts', passed('b')]]))).toEqual([]);
  });
});

describe('key words', () => {
  test('are counted by sentence and section', () => {
    const text = [
      '1.  First',
      '',
      '   A server MUST do this.  It MAY do that, or',
      '   NOT.  Nothing is said here.',
      '',
      'Hunt, et al.                 Standards Track                    [Page 1]',
      '\fRFC 7644              SCIM Protocol Specification         September 2015',
      '',
      '   o  the first SHOULD be there',
      '   o  the second is OPTIONAL',
      '',
      '1.1.  Second ............ 9',
      '2.3.  Third',
      '',
      '   Musts, mays and MAYBE are no key words.  REQUIRED.',
    ].join('\n');
    expect(countKeywordSentences(text)).toEqual({ 1: 4, '2.3': 1 });
  });
});
