import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ELSEWHERE, HOSTS, HOSTS_AT_ONCE, namesElsewhere } from '../hosts.ts';

test('every header names the host at once with the others and by itself', () => {
  const alone = HOSTS.filter((headers) => Object.keys(headers).length === 1).flatMap(Object.keys);
  for (const headers of HOSTS_AT_ONCE)
    for (const [name, value] of Object.entries(headers))
      assert.equal(alone.includes(name), value.includes(ELSEWHERE), name);
});

test('the host is found in the head of an answer and in its body', () => {
  assert.ok(namesElsewhere({ text: '', headers: { location: `https://${ELSEWHERE}/login` } }));
  assert.ok(namesElsewhere({ text: `{"issuer":"https://${ELSEWHERE}/"}`, headers: {} }));
  assert.ok(!namesElsewhere({ text: 'https://idp.example/', headers: {} }));
});
