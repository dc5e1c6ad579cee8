import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Admitted,
  policiesIn,
  policiesOfDocument,
  sourcesOf,
  strangersLetIn,
} from '../content-policy.ts';

const STRICT = "default-src 'none'; script-src 'self'; base-uri 'none'";

test('a header with a comma is several policies', () => {
  assert.deepEqual(policiesIn("default-src 'self', frame-ancestors 'none'"), [
    "default-src 'self'",
    "frame-ancestors 'none'",
  ]);
  assert.deepEqual(policiesIn(undefined), []);
});

test('the sources are those of the first directive that is there, in whatever case', () => {
  const policy = "Default-Src 'self'; SCRIPT-SRC https://A.example 'none'; script-src *";
  assert.deepEqual(sourcesOf(policy, 'script-src-elem', 'script-src', 'default-src'), [
    'https://a.example',
    "'none'",
  ]);
  assert.deepEqual(sourcesOf(policy, 'style-src', 'default-src'), ["'self'"]);
  assert.equal(sourcesOf(policy, 'base-uri'), undefined);
});

test('whoever has a host is let in by a scheme, a star, or a host where anybody publishes', () => {
  const bad: [policy: string, admitted: Admitted, source: string][] = [
    ["script-src 'self' https:", 'script', 'https:'],
    ["script-src 'self' HTTPS:", 'script', 'https:'],
    ['script-src *', 'script', '*'],
    ['script-src *:443', 'script', '*:443'],
    ["script-src 'self' https://*", 'script', 'https://*'],
    ["script-src 'self' https://*:*", 'script', 'https://*:*'],
    ["script-src 'self' *.com", 'script', '*.com'],
    ["script-src 'self' https://*.co.uk", 'script', 'https://*.co.uk'],
    ["script-src 'self' https://cdn.jsdelivr.net", 'script', 'https://cdn.jsdelivr.net'],
    ["script-src 'self' https://cdn.jsdelivr.net/npm/", 'script', 'https://cdn.jsdelivr.net/npm/'],
    ["script-src 'self' *.cloudfront.net", 'script', '*.cloudfront.net'],
    ["default-src 'self' https:", 'script', 'https:'],
    ["script-src 'self'; script-src-elem 'self' https:", 'script', 'https:'],
    ["img-src 'self'", 'script', 'no script-src'],
    ["script-src 'self' data:", 'data', 'data:'],
    ["default-src 'self' data:", 'data', 'data:'],
    ["script-src 'self'; base-uri https:", 'base', 'https:'],
    ["script-src 'self'", 'base', 'no base-uri'],
  ];
  for (const [policy, admitted, source] of bad)
    assert.deepEqual(strangersLetIn([policy], admitted), [source], policy);
});

test('named hosts, nonces and hashes are nobody else', () => {
  const good: [policy: string, admitted: Admitted][] = [
    [STRICT, 'script'],
    [STRICT, 'data'],
    [STRICT, 'base'],
    ["script-src 'self' https://cdn.example.com", 'script'],
    ["script-src 'self' https://*.example.com", 'script'],
    ["script-src 'self' https://cdn.jsdelivr.net/npm/chart.js@4.4.0/", 'script'],
    ["script-src 'self' https://d111111abcdef8.cloudfront.net", 'script'],
    ["default-src https:; script-src 'self'", 'script'],
    ["default-src 'self'; img-src data: https:", 'data'],
    ["script-src 'nonce-abc' 'strict-dynamic' https:", 'script'],
    ["script-src 'sha256-AAAA='", 'script'],
    ["base-uri 'self'", 'base'],
  ];
  for (const [policy, admitted] of good) assert.deepEqual(strangersLetIn([policy], admitted), [], policy);
});

test('of several policies one is enough to keep strangers out, and of none the browser is asked', () => {
  assert.deepEqual(strangersLetIn(['script-src https:', STRICT], 'script'), []);
  assert.deepEqual(strangersLetIn(['script-src https:', 'script-src *'], 'script'), ['https:']);
  assert.deepEqual(strangersLetIn([], 'script'), []);
});

test('markup that runs, and texts that are evaluated, are let in by keywords', () => {
  const bad: [policy: string, admitted: Admitted, source: string][] = [
    ["script-src 'self' 'unsafe-eval'", 'eval', "'unsafe-eval'"],
    ["default-src 'self' 'Unsafe-Eval'", 'eval', "'unsafe-eval'"],
    ["script-src 'nonce-abc' 'unsafe-eval'", 'eval', "'unsafe-eval'"],
    ["script-src 'self' 'unsafe-inline'", 'inline', "'unsafe-inline'"],
    ["script-src 'self' 'unsafe-inline'", 'handler', "'unsafe-inline'"],
    ["script-src 'self'; script-src-attr 'unsafe-inline'", 'handler', "'unsafe-inline'"],
    ["frame-ancestors 'none'", 'inline', 'no script-src'],
  ];
  for (const [policy, admitted, source] of bad)
    assert.deepEqual(strangersLetIn([policy], admitted), [source], policy);
  const good: [policy: string, admitted: Admitted][] = [
    [STRICT, 'inline'],
    [STRICT, 'handler'],
    [STRICT, 'eval'],
    ["script-src 'self' 'unsafe-inline'; script-src-attr 'none'", 'handler'],
    ["script-src 'unsafe-inline' 'nonce-abc'", 'inline'],
    ["script-src 'unsafe-inline' 'sha256-AAAA='", 'handler'],
    ["script-src 'self' 'wasm-unsafe-eval'", 'eval'],
    ["script-src 'self' 'unsafe-eval'; require-trusted-types-for 'script'", 'eval'],
  ];
  for (const [policy, admitted] of good) assert.deepEqual(strangersLetIn([policy], admitted), [], policy);
});

test('a document has the policies of its head and of its markup, and not those that only report', () => {
  const markup = `<meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="script-src 'self'; base-uri 'none'">
    <meta content='default-src &#39;none&#39;' http-equiv=content-security-policy>
    <meta http-equiv="Content-Security-Policy-Report-Only" content="script-src *">`;
  assert.deepEqual(policiesOfDocument({ 'content-security-policy': STRICT }, markup), [
    STRICT,
    "script-src 'self'; base-uri 'none'",
    "default-src 'none'",
  ]);
  assert.deepEqual(policiesOfDocument({}, '<meta name="viewport" content="x">'), []);
});
