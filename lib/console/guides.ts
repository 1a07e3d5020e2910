/** The steps of docs/providers, as the console shows them: one text for both. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `screen`: words of the provider's own screens (`*…*`); `typed`: what is typed or pasted (`` `…` ``). */
export interface Stretch {
  readonly kind: 'text' | 'screen' | 'typed';
  readonly text: string;
}

/** By provider, the stretches of each step. */
export type Guides = Readonly<Record<string, readonly (readonly Stretch[])[]>>;

/** Reads each page but the README. Throws for a page without steps. */
export function readGuides(folder: string): Guides {
  const pages = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md');
  return Object.fromEntries(
    pages.map((file) => [file.replace(/\.md$/, ''), parseGuide(readFileSync(join(folder, file), 'utf8'))]),
  );
}

/** The numbered list below `## Connect`. */
export function parseGuide(page: string): readonly (readonly Stretch[])[] {
  const section = /^## Connect\n([\s\S]*?)(?=^## )/m.exec(page)?.[1] ?? '';
  const steps = section
    .split(/^\d+\. /m)
    .slice(1)
    .map((step) => parseStep(step.replace(/\s+/g, ' ').trim()));
  if (steps.length === 0) throw new Error(`A page of docs/providers has no steps: ${page.split('\n', 1)[0]}`);
  return steps;
}

function parseStep(step: string): readonly Stretch[] {
  // The console issues the token itself, and links lead to pages that it does not have.
  const own = step
    .replace(/: in the console, .*`npx rollcall tokens issue[^`]*`/, '')
    .replace(/ ?\(\[[^\]]*\]\([^)]*\)\)/g, '');
  return own
    .split(/(`[^`]+`|\*[^*]+\*)/)
    .filter((text) => text !== '')
    .map(parseStretch);
}

function parseStretch(text: string): Stretch {
  if (text.startsWith('`')) return { kind: 'typed', text: text.slice(1, -1) };
  if (text.startsWith('*')) return { kind: 'screen', text: text.slice(1, -1) };
  return { kind: 'text', text };
}
