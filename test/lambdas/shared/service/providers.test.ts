import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findProvider, profileOf, providers } from '#service/providers.ts';

describe('providers', () => {
  test.each([
    ['generic', 'generic'],
    ['JumpCloud', 'jumpcloud'],
    ['azure', 'entra'],
    ['entra', 'entra'],
    ['nobody', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%s is %s', (name, id) => {
    expect(findProvider(name)).toBe(id);
  });

  test('each has an id of its own that fits into a path', () => {
    const ids = providers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z]+$/.test(id))).toBe(true);
  });
});

/** Each choice with the providers that take it, where it is not the RFC's. */
const departures: Record<string, readonly string[]> = {
  'absentElement create': everyProductBut(),
  'unknownMember skip': everyProductBut(),
  'memberReplace add': ['entra'],
  'emptyPatch accept': ['entra'],
  'sameGroupName refuse': ['entra'],
  'mediaType application/json': ['onelogin'],
};

function everyProductBut(...ids: readonly string[]): readonly string[] {
  return providers.map(({ id }) => id).filter((id) => id !== 'generic' && !ids.includes(id));
}

describe('profiles', () => {
  test('depart from the generic one in the declared places and nowhere else', () => {
    const generic = Object.entries(profileOf('generic'));
    const found: Record<string, string[]> = {};
    for (const { id, profile } of providers) {
      for (const [name, value] of Object.entries(profile)) {
        if (generic.some(([other, same]) => other === name && same === value)) continue;
        (found[`${name} ${String(value)}`] ??= []).push(id);
      }
    }
    expect(found).toEqual(departures);
  });

  test('all make the same choices, each in its own way', () => {
    const choices = Object.keys(profileOf('generic')).sort();
    for (const { profile } of providers) expect(Object.keys(profile).sort()).toEqual(choices);
  });

  test('are plain data', () => {
    for (const { profile } of providers) expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });

  test('an unknown provider would have the generic one', () => {
    expect(profileOf('nobody')).toEqual(profileOf('generic'));
    expect(profileOf('__proto__')).toEqual(profileOf('generic'));
  });

  test('no code of the functions names a provider but the table', () => {
    const root = join(import.meta.dirname, '../../../../lambdas');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const others = files.filter((file) => !file.endsWith('service/providers.ts'));
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter((file) => namesProvider(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  test.each([
    ["if (provider === 'okta') return;", true],
    ['const asAzure = switches.Azure;', true],
    ['const octave = "mapping to a generic form";', true],
    ['/** Okta sends this. */\nconst a = 1; // as Entra does', false],
    ['const mapping = shaping;', false],
  ])('%s names one: %s', (source, expected) => {
    expect(namesProvider(source)).toBe(expected);
  });
});

const names = providers.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
const named = new RegExp(`\\b(${names.join('|')})\\b`, 'i');

/** Whether the code does, beside comments. The generic path is the one that a client is told of. */
function namesProvider(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
  return named.test(code.replaceAll('/provisioning/generic/v2', ''));
}
