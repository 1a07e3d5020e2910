import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Interoperability } from '#scim/interoperability.ts';
import { type Provider, providers } from '#service/providers.ts';
import { switchNames } from '#tokens/tenant-tokens.ts';

const docs = join(import.meta.dirname, '../../docs');
const read = (file: string) => readFileSync(join(docs, file), 'utf8');

/** The words of the page for each choice. */
const words: { readonly [Name in keyof Interoperability]?: Readonly<Record<string, string>> } = {
  memberReplace: { whole: 'are all of them', add: 'are added' },
  absentElement: { noTarget: '`noTarget`', create: 'creates it' },
  unknownMember: { refuse: 'refused', skip: 'skipped and logged' },
  emptyPatch: { refuse: 'refused', accept: 'accepted' },
  sameGroupName: { accept: 'accepted', refuse: '409' },
  mediaType: { 'application/scim+json': '`application/scim+json`', 'application/json': '`application/json`' },
};

function rowOf({ id, name, aliases = [], profile }: Provider): string {
  const path = [id, ...aliases].map((segment) => `\`${segment}\``).join(', ');
  const choices = Object.entries(words).map(([choice, names]) => {
    const [, value] = Object.entries(profile).find(([own]) => own === choice) ?? [];
    return names[String(value)];
  });
  const { users, groups } = profile.patchStatus;
  return `| [${name}](providers/${id}.md) | ${[path, ...choices, `${users}, ${groups}`].join(' | ')} |`;
}

describe('docs/interoperability.md', () => {
  test('shows the profile of every provider as it is', () => {
    const rows = read('interoperability.md')
      .split('\n')
      .filter((line) => line.startsWith('| ['));
    expect(rows).toEqual(providers.map(rowOf));
  });

  test('tells of every switch, by the name of its option', () => {
    for (const name of switchNames) {
      const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(read('interoperability.md')).toContain(`| \`${option}\` |`);
    }
  });
});

describe.each(providers.map(({ id, name }) => [id, name] as const))('docs/providers/%s.md', (id, name) => {
  test('is a guide: how to connect, what maps to what, what unassigning does, what to know', () => {
    const page = read(`providers/${id}.md`);
    expect(page).toContain(`# ${name}`);
    expect(page).toContain(`/provisioning/${id}/v2`);
    expect(page).toContain(`npx rollcall connections activate acme ${id} --stage prod`);
    expect(page).toContain(`npx rollcall tokens issue acme ${id} --label main --stage prod`);
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Connect',
      'Attributes',
      'When somebody is unassigned',
      'Good to know',
      'Sources',
    ]);
  });
});
