import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, everythingOn, type Synthesis, synthesize } from '../support/synthesize.ts';

const restoredTable = 'rollcall-dev-restored';

let usual: Synthesis;
let restored: Synthesis;
beforeAll(() => {
  usual = synthesize({ settings: everythingOn });
  restored = synthesize({ settings: { ...everythingOn, restoredTable } });
}, 120_000);

/** Where a template names a table: in ARNs, variables and dimensions of alarms. */
const tablesIn = (template: CfnTemplate): ReadonlySet<string | undefined> => {
  const text = JSON.stringify(template);
  const found = [
    ...text.matchAll(/:table\/([\w-]+)/g),
    ...text.matchAll(/"TABLE_NAME":"([\w-]+)"/g),
    ...text.matchAll(/"Name":"TableName","Value":"([\w-]+)"/g),
  ];
  return new Set(found.map(([, name]) => name));
};

describe('a table that was restored', () => {
  test('is the only one that functions, their rights and alarms know', () => {
    expect(tablesIn(usual.api)).toEqual(new Set(['rollcall-dev']));
    expect(tablesIn(restored.api)).toEqual(new Set([restoredTable]));
  });

  test('leaves the data stack as it is, with the table of before', () => {
    expect(restored.data).toEqual(usual.data);
  });

  test('has the ARN of its stream in a parameter of its own, which an operator writes', () => {
    const parameters = JSON.stringify((restored.api as unknown as { readonly Parameters: unknown }).Parameters);
    expect(parameters).toContain(`"Default":"/rollcall/dev/streams/${restoredTable}"`);
    expect(parameters).not.toContain('/rollcall/dev/table-stream');
  });
});
