/** The page on which somebody signs in to the local stack: without a password, as there is nothing to keep from anybody. */
import { createHash } from 'node:crypto';
import type { Person } from './people.ts';

const style = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { margin: 4rem auto; max-width: 32rem; padding: 0 1rem }
ul { list-style: none; padding: 0 }
a { border: 1px solid; border-radius: .5rem; color: inherit; display: block; margin: .75rem 0; padding: .75rem 1rem;
    text-decoration: none }
a:hover, a:focus-visible { outline: 3px solid Highlight; outline-offset: 2px }
strong, span { display: block }
`;

/** Nothing runs on the page, and nobody puts it into a frame. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `linkTo` gives the address that signs a person in. */
export function signInPage(people: readonly Person[], linkTo: (person: Person) => string): string {
  const choices = people.map(
    (person) =>
      `<li><a href="${escape(linkTo(person))}"><strong>${escape(person.name)}</strong>` +
      `<span>${escape(person.group)}: ${escape(person.may)}</span></a></li>`,
  );
  return document(
    'Sign in to Rollcall',
    `<p>The local stack has these people, and asks for no password. In AWS you sign in to the user pool instead.</p>
<ul>
${choices.join('\n')}
</ul>`,
  );
}

/** For a request that must not be sent back to where it says it comes from. */
export function refusalPage(reason: string): string {
  return document('You cannot sign in like this', `<p>${escape(reason)}</p>`);
}

function document(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
