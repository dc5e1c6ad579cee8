import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decoded, formsOf, linksOf } from '../forms.ts';

const PAGE = `<!doctype html><title>x</title>
<form method="post" class=_form data-x><input type="hidden" name="state" value="a&amp;b&#x27;&quot;" />
<input id='username' name='username' value='' autofocus>
<input type=password class="hide" /><input name="shown" type="TEXT" value="me" readonly><button name="action">x</button></form>
<form action="/other?x=1&amp;y=2"><input name=email></form>
<a href="/u/reset-password/request/Db?state=s&amp;x=1">Forgot?</a> <a>no link</a>`;

it('finds the forms, and the fields that are sent', () => {
  const [first, second] = formsOf(PAGE);
  assert.equal(first?.action, '');
  assert.deepEqual(first?.fields, [
    { name: 'state', type: 'hidden', value: 'a&b\'"', readonly: false },
    { name: 'username', type: 'text', value: '', readonly: false },
    { name: 'shown', type: 'text', value: 'me', readonly: true },
  ]);
  assert.equal(second?.action, '/other?x=1&y=2');
  assert.deepEqual(
    second?.fields.map(({ name }) => name),
    ['email'],
  );
  assert.deepEqual(formsOf('<p>nothing</p>'), []);
});

it('finds the links', () => {
  assert.deepEqual(linksOf(PAGE), ['/u/reset-password/request/Db?state=s&x=1']);
});

it('reads entities, and leaves what is none', () => {
  assert.equal(decoded('a&#64;b &unknown; &amp;lt;'), 'a@b &unknown; &lt;');
});
