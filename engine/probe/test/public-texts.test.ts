import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedIn, scriptsElsewhere } from '../public-texts.ts';

const APP = 'https://app.example.com';

test('files are named with and without a query, absolutely and by their neighbour', () => {
  const named: [text: string, paths: string[]][] = [
    ['<script src="/app.js?v=3">', ['/app.js?v=3', '/app.js?v=3']],
    ['<link href=style.css rel=stylesheet>', ['/assets/style.css', '/style.css']],
    ['import("./chunk-a1.mjs")', ['/assets/chunk-a1.mjs', '/chunk-a1.mjs']],
    ["fetch('/data.json?x=1&y=2')", ['/data.json?x=1&y=2', '/data.json?x=1&y=2']],
    ['<script src="https://app.example.com/b.js">', ['/b.js', '/b.js']],
    ['<script src="//app.example.com/b.js">', ['/b.js', '/b.js']],
    ['url(fonts.css#x)', ['/assets/fonts.css', '/fonts.css']],
  ];
  for (const [text, paths] of named) assert.deepEqual(namedIn(text, '/assets/main.js', APP), paths, text);
});

test('what is another origin’s, and what is no file, is not asked for', () => {
  for (const text of [
    '<script src="https://cdn.example/app.js">',
    '<script src="//cdn.example/app.js?v=3">',
    '"the name is Vue.js, they said"',
    '"a.json.tar"',
  ])
    assert.deepEqual(namedIn(text, '/', APP), [], text);
});

test('scripts of another origin are told once, without their query', () => {
  const page =
    '<script src="/own.js"></script><script defer src="https://cdn.example/a.js?v=1"></script>' +
    "<script src='//cdn.example/a.js'></script><script>var src = 'https://x.example/b.js'</script>";
  assert.deepEqual(scriptsElsewhere(page, APP), ['https://cdn.example/a.js']);
  assert.deepEqual(scriptsElsewhere('<script src="https://app.example.com/own.js"></script>', APP), []);
});
