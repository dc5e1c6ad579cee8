import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { UserFault } from '../../fault.ts';
import { disclosuresIn } from '../../oracle/disclosure.ts';
import { loadCorpus, parseCorpus } from '../corpus.ts';
import { parsePolicy } from '../load.ts';

const TEXT = readFileSync(`${ROOT}/policy/corpus.yaml`, 'utf8');

function refusal(text: string): string {
  try {
    parseCorpus(text, 'c.yaml');
  } catch (error) {
    assert.ok(error instanceof UserFault, String(error));
    return error.message;
  }
  throw new assert.AssertionError({ message: 'the corpus was accepted' });
}

test('the corpus that comes with the suite is good, and every entry is complete', () => {
  const { malformations, fragments, connections, files } = loadCorpus();
  assert.ok(Object.keys(malformations).length > 30);
  assert.ok(Object.values(fragments).flat().length > 40);
  for (const entry of Object.values(malformations)) assert.match(entry.expect, /^(refused|either)$/);
  for (const { expect } of Object.values(connections)) assert.match(expect, /^(refused|either)$/);
  for (const { holds } of Object.values(files)) assert.ok(new RegExp(holds, 'm'));
});

test('what cannot be typed is written by its escape', () => {
  const { malformations } = loadCorpus();
  assert.deepEqual(malformations['a null byte in a text']?.values, ['x\u0000y']);
  assert.equal((malformations['a lone surrogate in a text']?.values[0] as string).charCodeAt(1), 0xd800);
});

test('no fragment is itself what no answer may tell: it would be found wherever its text is shown', () => {
  for (const fragment of Object.values(loadCorpus().fragments).flat())
    assert.deepEqual(disclosuresIn(`Probe bh1234 ${fragment}`, 'error'), [], fragment);
});

test('a place that does not exist is refused with line, column and the choices', () => {
  const line = TEXT.slice(0, TEXT.indexOf('broken JSON:')).split('\n').length;
  assert.match(
    refusal(TEXT.replace('broken JSON: { at: body', 'broken JSON: { at: nowhere')),
    new RegExp(`c\\.yaml:${line}:\\d+: malformations\\.broken JSON\\.at must be one of body, form`),
  );
});

test('a header without a name is refused where it stands', () => {
  assert.match(
    refusal(TEXT.replace('at: header, name: x-large,', 'at: header,')),
    /c\.yaml:\d+:\d+: malformations\.an over-large header is put at a header and needs its "name"/,
  );
});

test('a pattern that is none is refused', () => {
  assert.match(
    refusal(TEXT.replace("'Bud1'", "'(Bud1'")),
    /files\.\/\.DS_Store\.holds must match format "regex"/,
  );
});

test('a policy may name a corpus of its own, beside it', () => {
  const policy = readFileSync(`${ROOT}/policy/marketedge.yaml`, 'utf8');
  const named = parsePolicy(`${policy}\ncorpus: corpus.yaml\n`, `${ROOT}/policy/marketedge.yaml`);
  assert.deepEqual(named.corpus, loadCorpus());
  assert.throws(
    () => parsePolicy(`${policy}\ncorpus: nowhere.yaml\n`, `${ROOT}/policy/marketedge.yaml`),
    /names the corpus .*nowhere\.yaml, which cannot be read/,
  );
});
