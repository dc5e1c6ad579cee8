import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countJUnit, countProof, countUnit } from '../lib/counts.ts';

it('reads the summary of node:test in both its forms', () => {
  const spec = 'ℹ tests 3\n\u001b[34mℹ pass 2\u001b[39m\nℹ fail 1\nℹ cancelled 0\n';
  assert.deepEqual(countUnit(spec), { passed: 2, failed: 1 });
  assert.deepEqual(countUnit('# pass 12\n# fail 0\n# cancelled 1\n'), { passed: 12, failed: 1 });
  assert.deepEqual(countUnit('nothing of the kind'), { passed: 0, failed: 0 });
});

it('reads the totals of a JUnit report', () => {
  const xml =
    '<testsuites id="" name="" tests="10" failures="2" skipped="1" errors="0" time="3">\n<testsuite tests="10"/>';
  assert.deepEqual(countJUnit(xml), { passed: 7, failed: 2 });
  assert.deepEqual(countJUnit(''), { passed: 0, failed: 0 });
});

it('counts the mutants of a proof that were killed and those that were not', () => {
  assert.deepEqual(countProof('{"total":9,"killed":7,"survived":1,"invalid":1}'), { passed: 7, failed: 2 });
});
