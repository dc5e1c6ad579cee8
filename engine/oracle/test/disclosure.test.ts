import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { DISCLOSURE_RULES, disclosuresIn, tellingHeaders } from '../disclosure.ts';

for (const { name, pattern, samples, lookAlikes } of DISCLOSURE_RULES) {
  test(`the rule "${name}" matches each of its samples`, () => {
    assert.ok(samples.length > 0);
    for (const sample of samples) assert.match(sample, pattern);
  });

  test(`the rule "${name}" leaves its look-alikes alone`, () => {
    assert.ok(lookAlikes.length > 0);
    for (const text of lookAlikes) assert.doesNotMatch(text, pattern);
  });
}

test('a look-alike of one rule is not caught by another', () => {
  for (const text of DISCLOSURE_RULES.flatMap(({ lookAlikes }) => lookAlikes))
    assert.deepEqual(disclosuresIn(text), [], text);
});

test('a plain problem document discloses nothing', () => {
  const body =
    '{"type":"about:blank","title":"Not found","status":404,"code":"not_found","correlationId":"5f0c1a0e"}';
  assert.deepEqual(disclosuresIn(body), []);
});

test('a server header counts only when it names a version', () => {
  assert.deepEqual(tellingHeaders({ server: 'cloudflare' }), []);
  assert.equal(tellingHeaders({ server: 'nginx/1.25' }).length, 1);
  assert.equal(tellingHeaders({ 'x-powered-by': 'Express' }).length, 1);
});

test('ids and tokens of chance disclose nothing', () => {
  for (let round = 0; round < 20_000; round++) {
    const digest = createHash('sha512').update(String(round)).digest();
    for (const text of [digest.toString('hex'), digest.toString('base64url'), digest.toString('base64')])
      assert.deepEqual(disclosuresIn(text), [], text);
  }
});
