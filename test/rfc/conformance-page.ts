/** `docs/conformance.md`, made of the register; `npm run docs:conformance` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Level, type Requirement, readRegister, type Section } from './register.ts';

export const conformancePage = join(import.meta.dirname, '../../docs/conformance.md');

type Status = 'shown by a test' | 'pending' | 'no' | 'not applicable' | 'for clients';

const levels: readonly Level[] = ['must', 'should', 'may'];
const statuses: readonly Status[] = ['shown by a test', 'pending', 'no', 'not applicable', 'for clients'];

const introduction = `# Conformance

Every sentence of RFC 7643, RFC 7644 and RFC 9865 that has a key word of RFC 2119, in our words, and what shows that Rollcall
does it. The last part of an id is the number of the sentence in its section. **must** stands for MUST, SHALL and REQUIRED,
**should** for SHOULD and RECOMMENDED, **may** for MAY and OPTIONAL, each also with NOT; a sentence with several has the
strongest.

\`npm run docs:conformance\` makes this page of \`test/rfc/requirements/\`. A test fails when a sentence is missing there, when a
must has no test, when a test that is named does not exist, or when this page is not what the register says.
`;

/** The whole page in Markdown. */
export function renderConformance(register: readonly Section[]): string {
  const byId = new Map(register.flatMap(({ requirements }) => requirements).map((each) => [each.id, each]));
  const all = register.flatMap(({ requirements }) => requirements).map((each) => ({ each, status: statusOf(each, byId) }));
  const counts = levels.map((level) => {
    const numbers = statuses.map((status) => all.filter((one) => one.each.level === level && one.status === status).length);
    return `| ${[level, ...numbers, numbers.reduce((sum, n) => sum + n, 0)].join(' | ')} |`;
  });
  const list = (level: Level) =>
    all
      .filter(({ each, status }) => each.level === level && status === 'no' && !('sameAs' in each))
      .map(({ each }) => `* **${each.id}** ${each.summary} ${reasonOf(each)}`);
  return [
    introduction,
    '## Summary\n',
    `| | ${[...statuses, 'all'].join(' | ')} |`,
    `|---|${'---|'.repeat(statuses.length + 1)}`,
    ...counts,
    '\n### Every should that is not followed\n',
    ...list('should'),
    '\n### Every must of a feature that is not offered yet\n',
    ...list('must'),
    ...register.flatMap((section, index) => [
      ...(section.rfc === register[index - 1]?.rfc ? [] : [`\n## RFC ${section.rfc}`]),
      `\n### ${section.section} ${section.title}\n`,
      '| | level | requirement | status | test or reason |',
      '|---|---|---|---|---|',
      ...section.requirements.map((each) => row(each, byId)),
    ]),
    '',
  ].join('\n');
}

function row(each: Requirement, byId: ReadonlyMap<string, Requirement>): string {
  const cells = [each.id, each.level, each.summary, statusOf(each, byId), reasonOf(each)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function statusOf(each: Requirement, byId: ReadonlyMap<string, Requirement>): Status {
  if ('sameAs' in each) return statusOf(mustFind(each.sameAs, byId), byId);
  if ('appliesTo' in each) return 'for clients';
  return each.status === undefined ? 'shown by a test' : each.status === 'not-applicable' ? 'not applicable' : each.status;
}

function reasonOf(each: Requirement): string {
  if ('sameAs' in each) return `as ${each.sameAs}`;
  if ('appliesTo' in each) return '';
  if (each.status !== undefined) return each.reason;
  const { file, name, row: tableRow } = each.test;
  const note = each.note === undefined ? '' : `. ${each.note}`;
  const label = file.replace(/^test\/(?:lambdas\/shared\/)?/, '').replace(/(?:\.test)?\.ts$/, '');
  return `[${label}](../${file}): ${code(name)}${tableRow === undefined ? '' : `, row ${code(tableRow)}`}${note}`;
}

/** Inline code that may hold backticks and brackets. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function mustFind(id: string, byId: ReadonlyMap<string, Requirement>): Requirement {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`There is no requirement ${id}.`);
  return found;
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  writeFileSync(conformancePage, renderConformance(readRegister()));
}
