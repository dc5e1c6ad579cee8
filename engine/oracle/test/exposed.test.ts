import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposedFile, mapsNamedBy } from '../exposed.ts';

const page = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  text: `<!doctype html>${'x'.repeat(600)}`,
};
const missing = { status: 404, headers: { 'content-type': 'text/plain' }, text: 'Not found\n' };
const file = (text: string, type = 'text/plain') => ({
  status: 200,
  headers: { 'content-type': type },
  text,
});

const ENV = '^[A-Z][A-Z0-9_]*=';

test('a file is told by what it holds', () => {
  assert.match(exposedFile(file('# settings\nDB_HOST=x\n'), [page, missing], ENV) ?? '', /"DB_HOST="/);
  assert.ok(exposedFile(file('{"version":3,"mappings":"AAAA"}', 'application/json'), [page], '"mappings"'));
  assert.ok(exposedFile(file('DB_HOST=x', 'text/html'), [page], ENV));
});

test('the page that every address is answered is no file', () => {
  assert.equal(exposedFile(page, [page, missing], '<'), undefined);
  assert.equal(exposedFile({ ...page, text: page.text.replace('x', 'nonce-1') }, [page], '<'), undefined);
});

test('a refusal, a redirect and an empty answer are no file', () => {
  for (const answer of [missing, { ...missing, status: 302 }, file('')])
    assert.equal(exposedFile(answer, [page], '.'), undefined);
});

test('something else at the address is not the file', () => {
  assert.equal(exposedFile(file('Welcome to our store'), [missing], ENV), undefined);
});

test('source maps are named in texts and in heads', () => {
  const script = {
    ...file('var a;\n//# sourceMappingURL=index-1.js.map'),
    headers: { sourcemap: '/maps/b.map' },
  };
  assert.deepEqual(mapsNamedBy('/assets/index-1.js', script), ['/assets/index-1.js.map', '/maps/b.map']);
  assert.deepEqual(mapsNamedBy('/a.css', file('a{}/*# sourceMappingURL=a.css.map */')), ['/a.css.map']);
});

test('maps inside the file and on other hosts are not fetched', () => {
  assert.deepEqual(mapsNamedBy('/a.js', file('//# sourceMappingURL=data:application/json;base64,e30=')), []);
  assert.deepEqual(mapsNamedBy('/a.js', file('//# sourceMappingURL=https://maps.example/a.map')), []);
});
