import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DirectoryWriter, type MemberLine, type ResourceLine } from '#lib/cli/directory-file.ts';
import { importFile } from '#lib/cli/import-file.ts';
import type { Session } from '#lib/cli/session.ts';
import { OperatorError } from '#lib/operator/client.ts';
import { fakeTerminal } from './support.ts';

const at = '2026-01-31T09:00:00.000Z';
let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = (count: number) => Array.from({ length: count }, () => randomUUID() as string);
const resource = (type: string, id: string): ResourceLine => ({
  type,
  resource: { id, meta: { created: at, lastModified: at } },
});
const membersOf = (group: string, members: string[]): MemberLine => ({ type: 'Group', group, members });

interface Sent {
  readonly id: string;
  readonly members: readonly string[];
  readonly lastModified?: string;
}

/** Imports lines into a deployment that refuses some resources, and lacks some that nothing was said of. */
async function imported(
  lines: readonly (ResourceLine | MemberLine)[],
  { refused = {}, lacking = [] }: { refused?: Record<string, boolean>; lacking?: readonly string[] },
) {
  const file = join(folder, `${(files += 1)}`);
  const writer = await DirectoryWriter.create(file, { tenant: 'acme', displayName: 'Acme', exportedAt: at });
  for (const line of lines) await writer.write(line);
  await writer.close();
  const sent: Sent[] = [];
  const call = async (operation: string, { parameters, body }: { parameters: { id: string }; body: never }) => {
    if (operation === 'importResources') {
      const { resources } = body as { resources: { id: string }[] };
      const told = resources.filter(({ id }) => id in refused);
      const report = told.map(({ id }) => ({ id, detail: 'It is refused.', isThere: refused[id] }));
      return { created: resources.length - told.length, present: 0, refused: report };
    }
    const { members } = body as Sent;
    sent.push({ ...(body as Sent), id: parameters.id });
    const missing = members.filter((id) => lacking.includes(id) || refused[id] === false);
    if (missing.length > 0)
      throw new OperatorError(400, `no user or group has the id ${missing.slice(0, 5).join(', ')}`);
    return undefined;
  };
  const session = { client: { call }, terminal: fakeTerminal(), json: false } as unknown as Session;
  const result = await importFile(session, 'acme', file).catch((error: Error) => error.message);
  return { result, sent };
}

describe('an import', () => {
  test('sends no members to a group that it was refused, and names their lines', async () => {
    const [ada, refusedGroup, group] = ids(3) as [string, string, string];
    const lines = [
      resource('User', ada),
      resource('Group', refusedGroup),
      resource('Group', group),
      membersOf(refusedGroup, [ada]),
      membersOf(group, [ada]),
      membersOf(refusedGroup, [group]),
    ];
    const { result, sent } = await imported(lines, { refused: { [refusedGroup]: true } });
    expect(sent).toEqual([{ id: group, members: [ada], lastModified: at }]);
    expect(result).toMatch(/^1 refusal in .*\n {2}line 3: It is refused\. Its members in lines 5, 7 are not added\.$/);
  });

  test('loses of a group those members alone that were refused and are not there', async () => {
    const people = ids(500);
    const [absent = '', changed = ''] = people;
    const [first, second] = ids(2) as [string, string];
    const lines = [
      ...people.map((id) => resource('User', id)),
      ...[first, second].map((id) => resource('Group', id)),
      ...[first, second].map((id) => membersOf(id, people)),
    ];
    const { result, sent } = await imported(lines, { refused: { [absent]: false, [changed]: true } });
    const others = people.filter((id) => id !== absent);
    expect(sent.map(({ id, members }) => [id, members])).toEqual([
      [first, others],
      [second, others],
    ]);
    expect(result).toMatch(
      /^2 refusals in .*\n {2}line 2: It is refused\. It is left out of the members in lines 504, 505\.\n {2}line 3: It is refused\.$/,
    );
  });

  test('sends the rest of a line again without members that are gone, and names them once', async () => {
    const people = ids(30);
    const lacking = people.filter((_, index) => index % 4 === 0);
    const groups = ids(2);
    const lines = [
      ...people.map((id) => resource('User', id)),
      ...groups.map((id) => resource('Group', id)),
      ...groups.map((id) => membersOf(id, people)),
    ];
    const { result, sent } = await imported(lines, { lacking });
    const others = people.filter((id) => !lacking.includes(id));
    expect(sent.map(({ members }) => members.length)).toEqual([30, 25, 22, 22]);
    expect(sent.slice(-2).map(({ members }) => members)).toEqual([others, others]);
    expect(result).toMatch(/^8 refusals/);
    for (const id of lacking) {
      expect(result).toContain(
        `line 34: There is no resource with the id ${id} of a member. It is left out of the members in lines 34, 35.`,
      );
    }
  });

  test('goes on where one that was refused is in more groups than refusals are told', async () => {
    const [ada, grace] = ids(2) as [string, string];
    const groups = ids(150);
    const lines = [
      ...[ada, grace].map((id) => resource('User', id)),
      ...groups.map((id) => resource('Group', id)),
      ...groups.map((id) => membersOf(id, [ada, grace])),
    ];
    const { result, sent } = await imported(lines, { refused: { [ada]: false } });
    expect(sent.map(({ members }) => members)).toEqual(groups.map(() => [grace]));
    expect(result).toMatch(/^1 refusal in .*\n.* lines 154, 155, .* 173 and 130 more\.$/);
  });
});
