import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakingOut, reflectedAs } from '../reflected.ts';

const MARK = 'bh0123456789ab';
const SENT = breakingOut(MARK);
const escaped = (what: RegExp): string => SENT.replace(what, (character) => `&#${character.charCodeAt(0)};`);
const ALL = escaped(/[&<>"']/g);

const MARKUP: [page: string, as: RegExp][] = [
  [`<p>${SENT}</p>`, /an element/],
  [`<input value="${SENT}">`, /an attribute of <input>/],
  [`<input value='${SENT}'>`, /an attribute of <input>/],
  // Only what opens and closes a tag is replaced.
  [`<input value="${escaped(/[<>]/g)}">`, /an attribute of <input>/],
  // Only the quote that this attribute does not need.
  [`<input value='${escaped(/[<>"]/g)}'>`, /an attribute of <input>/],
  [`<input value="${escaped(/[<>']/g)}">`, /an attribute of <input>/],
  [`<input value=${ALL}>`, /an attribute of <input>/],
  [`<title>${SENT}</title>`, /an element/],
  [`<textarea>${SENT}</textarea>`, /an element/],
  [`<!-- ${SENT} -->`, /an element/],
  [`<script>var hint = "${escaped(/[<>]/g)}";</script>`, /a piece of a script/],
  [`<script>var hint = '${escaped(/[<>"]/g)}';</script>`, /a piece of a script/],
  [`<script>var hint = ${JSON.stringify(SENT)};</script>`, /an element/],
];
for (const [page, as] of MARKUP)
  test(`${page.slice(0, 30)}… makes more of it than a text`, () =>
    assert.match(reflectedAs(page, MARK) ?? '', as));

const TEXT = [
  '<p>Nothing of it</p>',
  `<p>${ALL}</p>`,
  `<p>${escaped(/[<]/g)}</p>`,
  `<input value="${ALL}">`,
  `<input value='${ALL}'>`,
  `<input value="${escaped(/["<]/g)}">`,
  `<title>${ALL}</title>`,
  `<!-- ${escaped(/[<>]/g)} --><p>after</p>`,
  `<script>var hint = ${JSON.stringify(SENT).replaceAll('<', '\\u003c')};</script>`,
  `<a href="/u/login?hint=${encodeURIComponent(SENT)}">on</a>`,
];
for (const page of TEXT)
  test(`${page.slice(0, 60)}… leaves it a text`, () => assert.equal(reflectedAs(page, MARK), undefined));
