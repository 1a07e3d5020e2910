import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseGuide, readGuides } from '#lib/console/guides.ts';
import { providers } from '#service/providers.ts';

const guides = readGuides(join(import.meta.dirname, '../../../docs/providers'));

describe('the guides of the console', () => {
  test('are there for every provider, and for no other', () => {
    expect(Object.keys(guides).toSorted()).toEqual(providers.map(({ id }) => id).toSorted());
  });

  test.each(providers.map(({ id }) => id))(
    'of %s begin with the token, without the terminal, and name the base URL',
    (id) => {
      const steps = guides[id] ?? [];
      expect(steps[0]).toEqual([{ kind: 'text', text: 'Issue a token for the connection; it is shown once.' }]);
      expect(steps.length).toBeGreaterThan(2);
      const typed = steps.flat().filter(({ kind }) => kind === 'typed');
      expect(typed.map(({ text }) => text)).toContain(`https://…/provisioning/${id}/v2`);
      // Marks that the console would show as they are.
      for (const { text } of steps.flat()) expect(text).not.toMatch(/[*`[\]]|npm run|npx|in the console/);
    },
  );

  test('tell the words of screens and what is typed from the rest', () => {
    const page =
      '# A\n\n## Connect\n\n1. Open the *Big\n   Tab*, type `x y` ([more](a.md)).\n2. Save.\n\n## Attributes\n\n1. not a step\n';
    expect(parseGuide(page)).toEqual([
      [
        { kind: 'text', text: 'Open the ' },
        { kind: 'screen', text: 'Big Tab' },
        { kind: 'text', text: ', type ' },
        { kind: 'typed', text: 'x y' },
        { kind: 'text', text: '.' },
      ],
      [{ kind: 'text', text: 'Save.' }],
    ]);
  });

  test('are refused without steps', () => {
    expect(() => parseGuide('# Page\n\n## Connect\n\nNothing.\n\n## Attributes\n')).toThrow('# Page');
  });
});
