import { describe, expect, test } from '@jest/globals';
import { type Column, formatRecord, formatTable } from '#lib/cli/table.ts';

interface Row {
  readonly id: string;
  readonly name?: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ name }) => name, flexible: true },
  { title: 'ON', of: () => true },
];

describe('a table', () => {
  test('has a column as wide as its widest value', () => {
    const rows = [{ id: 'a', name: 'Ada Lovelace' }, { id: 'bcd' }];
    expect(formatTable(columns, rows)).toBe('ID   NAME          ON\na    Ada Lovelace  yes\nbcd                yes');
  });

  test('is cut to the terminal in its flexible columns, never in an id', () => {
    const rows = [{ id: '0123456789', name: 'The quick brown fox' }];
    expect(formatTable(columns, rows, 27)).toBe('ID          NAME        ON\n0123456789  The quick…  yes');
    expect(formatTable(columns, rows, 5)).toBe('ID          NAME      ON\n0123456789  The qui…  yes');
  });

  test('gives wide letters two cells, and cuts no letter apart', () => {
    const rows = [
      { id: 'a', name: '山田太郎さん' },
      { id: 'b', name: 'e\u0301e\u0301e\u0301' },
    ];
    expect(formatTable(columns, rows, 16)).toBe(
      'ID  NAME      ON\na   山田太…   yes\nb   e\u0301e\u0301e\u0301       yes',
    );
  });

  test('passes on nothing that steers a terminal', () => {
    expect(formatTable(columns, [{ id: 'a', name: '\u001b[2Jx\n\u202ey' }])).toBe(
      'ID  NAME      ON\na   �[2Jx��y  yes',
    );
  });
});

describe('a record', () => {
  test('leaves out what has no value', () => {
    expect(
      formatRecord([
        ['Id', 'a'],
        ['Expires', undefined],
        ['Tokens', 0],
        ['Active', false],
      ]),
    ).toBe('Id      a\nTokens  0\nActive  no');
  });
});
