/** `docs/conformance.md`, made of the register; `npm run docs:conformance` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Level, type Requirement, readPlainStatements, readRegister, type Section } from './register.ts';

export const conformancePage = join(import.meta.dirname, '../../docs/conformance.md');

type Status = 'shown by a test' | 'no' | 'not applicable' | 'for clients';
type ById = ReadonlyMap<string, Requirement>;

const levels: readonly Level[] = ['must', 'should', 'may', 'plain'];
const statuses: readonly Status[] = ['shown by a test', 'no', 'not applicable', 'for clients'];

const introduction = `# Conformance

Every sentence of RFC 7643, RFC 7644 and RFC 9865 that has a key word of RFC 2119, in our words, and what shows that Rollcall
does it; after them what tables, examples and errata demand without a key word. The last part of an id is the number of the
sentence in its section. **must** stands for MUST, SHALL and REQUIRED, **should** for SHOULD and RECOMMENDED, **may** for MAY
and OPTIONAL, each also with NOT; a sentence with several has the strongest. **plain** has none.

\`npm run docs:conformance\` makes this page of \`test/rfc/requirements/\`. A test fails when a sentence is missing there, when a
must has neither a test nor a reason why it cannot apply, and when this page is not what the register says. Whoever runs a file
of tests is told when one that is named here is not in it or was skipped. In the name of a test, … stands for what the rows of a
table differ in.
`;

/** The whole page in Markdown. */
export function renderConformance(register: readonly Section[], plain: readonly Section[]): string {
  const requirements = [...register, ...plain].flatMap((section) => section.requirements);
  const byId = new Map(requirements.map((each) => [each.id, each]));
  const notFollowed = requirements
    .filter((each) => each.level === 'should' && !('sameAs' in each) && statusOf(each, byId) === 'no')
    .map((each) => `* **${each.id}** ${each.summary} ${reasonOf(each)}`);
  const remarks = requirements.flatMap((each) =>
    each.level === 'must' && 'note' in each && each.note !== undefined
      ? [`* **${each.id}** ${each.summary} ${each.note}`]
      : [],
  );
  return [
    introduction,
    '## Summary\n',
    ...summary(requirements, byId),
    '\n### Every should that is not followed\n',
    ...notFollowed,
    '\n### Every must that needs a remark\n',
    ...remarks,
    ...register.flatMap((section, index) => [
      ...(section.rfc === register[index - 1]?.rfc ? [] : [`\n## RFC ${section.rfc}`]),
      ...table(`${section.section} ${section.title}`, section, byId),
    ]),
    '\n## Without a key word',
    ...plain.flatMap((section) => table(`RFC ${section.rfc} §${section.section} ${section.title}`, section, byId)),
    '',
  ].join('\n');
}

function summary(requirements: readonly Requirement[], byId: ById): readonly string[] {
  const counted = levels.map((level) => {
    const own = requirements.filter((each) => each.level === level).map((each) => statusOf(each, byId));
    const numbers = statuses.map((status) => own.filter((each) => each === status).length);
    return `| ${[level, ...numbers, own.length].join(' | ')} |`;
  });
  return [`| | ${[...statuses, 'all'].join(' | ')} |`, `|---|${'---|'.repeat(statuses.length + 1)}`, ...counted];
}

function table(heading: string, { requirements }: Section, byId: ById): readonly string[] {
  return [
    `\n### ${heading}\n`,
    '| | level | requirement | status | test or reason |',
    '|---|---|---|---|---|',
    ...requirements.map((each) => row(each, byId)),
  ];
}

function row(each: Requirement, byId: ById): string {
  const cells = [each.id, each.level, each.summary, statusOf(each, byId), reasonOf(each)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function statusOf(each: Requirement, byId: ById): Status {
  if ('sameAs' in each) return statusOf(mustFind(each.sameAs, byId), byId);
  if ('appliesTo' in each) return 'for clients';
  return each.status === undefined
    ? 'shown by a test'
    : each.status === 'not-applicable'
      ? 'not applicable'
      : each.status;
}

function reasonOf(each: Requirement): string {
  if ('sameAs' in each) return `as ${each.sameAs}`;
  if ('appliesTo' in each) return '';
  if (each.status !== undefined) return each.reason;
  const { file, name } = each.test;
  const note = each.note === undefined ? '' : `. ${each.note}`;
  const label = file.replace(/^test\/(?:lambdas\/shared\/)?/, '').replace(/(?:\.test)?\.ts$/, '');
  return `[${label}](../${file}): ${code(name)}${note}`;
}

/** Inline code that may hold backticks and brackets. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function mustFind(id: string, byId: ById): Requirement {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`There is no requirement ${id}.`);
  return found;
}

const [, script] = process.argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  writeFileSync(conformancePage, renderConformance(readRegister(), readPlainStatements()));
}
