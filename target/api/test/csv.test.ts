import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toCsv } from '../exports/csv.ts';

const line = (text: string): string | undefined => toCsv(['a'], [{ a: text }]).split('\r\n')[1];

it('shows what would be a formula', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(1)', '＝1+1', '＋1', '－1', '＠SUM(1)', '\t=1'])
    assert.equal(line(text), `'${text}`);
});

it('leaves other texts as they are, in quotes where they need them', () => {
  assert.equal(line('Hotel = home'), 'Hotel = home');
  assert.equal(line('a, "b"'), '"a, ""b"""');
  assert.equal(toCsv(['a', 'b'], [{ a: -5, b: null }]), 'a,b\r\n-5,\r\n');
});
