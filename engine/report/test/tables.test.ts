import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHtml } from '../html.ts';
import { toMarkdown } from '../markdown.ts';
import { judge } from '../readiness.ts';
import { entryText } from '../tables.ts';
import { finding, record, sampleContext, sampleFacts, samplePlan } from './sample.ts';

const place = (row: string, column: string) => ({ table: 'Roles and tenants', row, column });
const plan = samplePlan().map((cell) => {
  const places: Record<string, ReturnType<typeof place>> = {
    'access/check/0': place('hotel-admin', 'ID token'),
    'access/check/1': place('hotel-viewer', 'ID token'),
    'access/check/2': place('hotel-viewer', 'database'),
  };
  const entry = places[cell.id];
  return entry ? { ...cell, entry } : cell;
});
const readiness = judge(
  plan,
  [
    record('access/check/0', { noted: 'admin of hotel' }),
    record('access/check/1', {
      verdict: 'failed',
      noted: 'admin <b>of</b> | hotel',
      findings: [finding('page-beyond-role', { cellId: 'access/check/1' })],
    }),
    record('access/check/2', { verdict: 'blocked', reason: 'no connection' }),
  ],
  sampleFacts(),
  sampleContext(),
);

describe('a table of the report', () => {
  const [table] = readiness.tables;

  it('has a row for each thing and a column for each place, those that differ first', () => {
    assert.deepEqual(table?.columns, ['ID token', 'database']);
    assert.deepEqual(
      table?.rows.map(({ name, cells }) => [name, ...cells.map(entryText)]),
      [
        ['hotel-viewer', '✕ admin <b>of</b> | hotel', '! blocked'],
        ['hotel-admin', 'admin of hotel', '–'],
      ],
    );
  });

  it('is in both readable reports, as text', () => {
    const page = toHtml(readiness);
    assert.ok(page.includes('Roles and tenants'));
    assert.ok(page.includes('✕ admin &lt;b&gt;of&lt;/b&gt; | hotel'));
    assert.ok(page.includes('1 difference, marked ✕; 1 not verified'));
    const text = toMarkdown(readiness);
    const line = text.split('\n').find((each) => each.includes('hotel-viewer |'));
    assert.equal(line?.split(/(?<!\\)\|/).length, 5);
    assert.equal(text.includes('<b>'), false);
  });

  it('shows what differs at once, and what agrees to whoever opens it', () => {
    const page = toHtml(readiness);
    const [before = '', after = ''] = page.slice(page.indexOf('Roles and tenants')).split('<details>');
    assert.ok(before.includes('hotel-viewer'));
    assert.ok(!before.includes('hotel-admin'));
    assert.ok(after.startsWith('<summary>1 of 2 agree in all 2 places</summary>'));
    assert.ok(after.split('</details>')[0]?.includes('hotel-admin'));
  });

  it('is left out where no check has a place in one', () => {
    assert.deepEqual(judge(samplePlan(), [], sampleFacts(), sampleContext()).tables, []);
  });
});
