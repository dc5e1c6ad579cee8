import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFormula, parseCsv, recordsOf } from '../csv.ts';

it('reads cells as they were meant', () => {
  assert.deepEqual(parseCsv('a,b\r\n1,2\r\n'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
  assert.deepEqual(parseCsv('a,b\n"x, y","say ""hi"""\n'), [
    ['a', 'b'],
    ['x, y', 'say "hi"'],
  ]);
  assert.deepEqual(parseCsv('a,b\n"one\r\ntwo",\n'), [
    ['a', 'b'],
    ['one\r\ntwo', ''],
  ]);
  assert.deepEqual(parseCsv('a,b\n,'), [
    ['a', 'b'],
    ['', ''],
  ]);
  assert.deepEqual(parseCsv('a\n'), [['a']]);
  assert.deepEqual(parseCsv('\uFEFFa;b\n1,5;2'), [
    ['a', 'b'],
    ['1,5', '2'],
  ]);
  assert.deepEqual(parseCsv(''), []);
});

it('reads rows by their columns, and an empty cell as nothing', () => {
  assert.deepEqual(recordsOf('name,notes\r\n"One, two",x\r\nThree,\r\n'), [
    { name: 'One, two', notes: 'x' },
    { name: 'Three' },
  ]);
  assert.deepEqual(recordsOf('name,notes\r\n'), []);
});

it('shows how a text breaks out of a cell that was not quoted', () => {
  assert.deepEqual(parseCsv('name,city\nx",=1+1,"x,y\n')[1], ['x"', '=1+1', 'x,y\n']);
  assert.deepEqual(parseCsv('name,city\n"x"",=1+1,""x",y\n')[1], ['x",=1+1,"x', 'y']);
});

it('knows formulas', () => {
  for (const cell of [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '=HYPERLINK("x")',
    '-',
    '+x',
  ])
    assert.equal(isFormula(cell), true, JSON.stringify(cell));
});

it('leaves texts and numbers alone', () => {
  for (const cell of [
    '',
    'a=1',
    "'=1+1",
    ' =1',
    '-5',
    '+49',
    '-5.25',
    '-1,234.5',
    '-5 %',
    '1e-5',
    'x@y.example',
    '"=1"',
  ])
    assert.equal(isFormula(cell), false, JSON.stringify(cell));
});
