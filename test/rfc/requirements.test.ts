import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { serviceProviderConfig } from '#scim/message/discovery.ts';
import { conformancePage, renderConformance } from './conformance-page.ts';
import { countKeywordSentences } from './count-keywords.ts';
import { type Requirement, readKeywordSentences, readRegister } from './register.ts';

const root = join(import.meta.dirname, '../..');
const register = readRegister();
const requirements = register.flatMap((section) => section.requirements);
const ids = requirements.map(({ id }) => id);

const texts = new Map<string, string | undefined>();
function textOf(file: string): string | undefined {
  if (!texts.has(file)) texts.set(file, existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);
  return texts.get(file);
}

const wordsFor = (text: string) => text.replace(/\\(['"`])/g, '$1');

/** What is wrong with the test that a requirement names; undefined when it is there. */
function missing(requirement: Requirement): string | undefined {
  if (!('test' in requirement) || requirement.status !== undefined) return undefined;
  const { file, name, row = '' } = requirement.test;
  const text = textOf(file);
  if (text === undefined) return `${requirement.id}: there is no file ${file}`;
  if (name === '' || !wordsFor(text).includes(wordsFor(name))) return `${requirement.id}: no test ${name} in ${file}`;
  return wordsFor(text).includes(wordsFor(row)) ? undefined : `${requirement.id}: no row ${row} in ${file}`;
}

/** Whether a feature that a `must` may wait for is announced as offered. */
function isOffered(feature: string): boolean {
  const { sort, pagination } = serviceProviderConfig('https://example.com/provisioning/generic/v2');
  if (feature === 'sorting') return JSON.stringify(sort) !== '{"supported":false}';
  if (feature === 'cursor') return pagination !== undefined;
  return false;
}

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

  test('every must is shown by a test, or says why it cannot be', () => {
    const allowed = (each: Requirement) =>
      'test' in each ||
      'appliesTo' in each ||
      'sameAs' in each ||
      each.status === 'not-applicable' ||
      (each.status === 'no' && each.feature !== undefined && !isOffered(each.feature));
    expect(requirements.filter((each) => each.level === 'must' && !allowed(each)).map(({ id }) => id)).toEqual([]);
  });

  test('what waits for a feature waits for one that is not offered', () => {
    const waiting = requirements.flatMap((each) => ('feature' in each && each.feature !== undefined ? [each.feature] : []));
    expect([...new Set(waiting)].filter(isOffered)).toEqual([]);
  });

  test('whatever has no test has a reason', () => {
    const silent = requirements.filter((each) => each.status !== undefined && each.reason.trim().length < 10);
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('every test that is named exists', () => {
    expect(requirements.flatMap((each) => missing(each) ?? [])).toEqual([]);
  });

  test('what is said twice leads to a requirement that says it itself', () => {
    const own = new Set(requirements.filter((each) => !('sameAs' in each)).map(({ id }) => id));
    expect(requirements.filter((each) => 'sameAs' in each && !own.has(each.sameAs)).map(({ id }) => id)).toEqual([]);
  });

  test('docs/conformance.md is what the register says', () => {
    expect(conformancePage).toBe(join(root, 'docs/conformance.md'));
    const [written = [], rendered = []] = [textOf('docs/conformance.md') ?? '', renderConformance(register)].map((page) =>
      page.split('\n'),
    );
    // `npm run docs:conformance` writes it.
    expect(rendered.filter((line, index) => line !== written[index]).slice(0, 5)).toEqual([]);
    expect(written).toHaveLength(rendered.length);
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
