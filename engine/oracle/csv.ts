/** Reads comma-separated values (RFC 4180) as a spreadsheet would, and judges the cells. Pure. */

/**
 * The cells of every row. A quote is a quote where it opens a cell and is doubled within; rows end with CR LF, CR or LF.
 * The delimiter is the one that the first line has more of, as spreadsheets guess it.
 */
export function parseCsv(whole: string): string[][] {
  const text = whole.replace(/^\uFEFF/, '');
  const [head = ''] = text.split(/[\r\n]/, 1);
  const delimiter = head.split(';').length > head.split(',').length ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const endCell = (value: string): void => {
    row.push(value);
  };
  const endRow = (): void => {
    rows.push(row);
    row = [];
  };
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      at += 1;
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
        at += text[at] === '"' ? 1 : 0;
        value += text[at];
        at += 1;
      }
      at += 1;
    }
    while (at < text.length && text[at] !== delimiter && text[at] !== '\r' && text[at] !== '\n') {
      value += text[at];
      at += 1;
    }
    endCell(value);
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) endCell('');
      if (at < text.length) continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    endRow();
  }
  return rows;
}

/** The rows below the line of column names, each with its cells by their columns; an empty cell is nothing. */
export function recordsOf(text: string): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) =>
    Object.fromEntries(
      head.flatMap((column, at): [string, string][] => (row[at] ? [[column, row[at]]] : [])),
    ),
  );
}

/** What a spreadsheet begins a formula with; OWASP names the first six, and spreadsheets take the wide forms too. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NUMBER = /^[+-]?\d+([.,]\d+)*(e[+-]?\d+)?\s?%?$/i;

/** Whether a spreadsheet would compute the cell instead of showing it. */
export const isFormula = (cell: string): boolean => FORMULA.test(cell) && !NUMBER.test(cell);
