/** Comma-separated values (RFC 4180) that a spreadsheet shows and does not run. */

export type Cell = string | number | null;

/** A text that a spreadsheet would take for a formula, also by the wide signs of some keyboards, is given an apostrophe. */
function defused(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = defused(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows under a line of column names; lines end with CR LF. */
export function toCsv(columns: readonly string[], rows: readonly Record<string, Cell>[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? null)).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}
