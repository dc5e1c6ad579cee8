import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { code, href, html, markdown } from '../escape.ts';
import { toHtml } from '../html.ts';
import { toMarkdown } from '../markdown.ts';
import { judge } from '../readiness.ts';
import { summary } from '../summary.ts';
import { allPassed, finding, record, sampleContext, sampleFacts, samplePlan } from './sample.ts';

const HOSTILE = `</code><script>alert(1)</script> **b** |c| \`d\` [e](http://evil.example) ![f](//evil.example/g) @octocat #1 www.evil.example "'&\u001b[31m\u202e\nnext`;
const plan = samplePlan();

/** A run in which every text that can come from outside is hostile. */
function hostileRun() {
  const cells = plan.map((cell) => ({ ...cell, title: `${cell.title} ${HOSTILE}` }));
  const attack = finding('error-disclosure', {
    title: HOSTILE,
    actor: HOSTILE,
    expected: HOSTILE,
    seen: HOSTILE,
    fingerprint: HOSTILE,
    request: { method: HOSTILE, path: HOSTILE },
  });
  return judge(
    cells,
    [
      record('isolation/check/0', { verdict: 'failed', findings: [attack] }),
      record('access/check/0', { verdict: 'blocked', reason: HOSTILE }),
      record('access/check/1', { verdict: 'failed', reason: HOSTILE }),
      record(HOSTILE),
    ],
    sampleFacts({
      failed: 1,
      errors: [HOSTILE],
      problems: [{ title: HOSTILE, outcome: 'failed', message: HOSTILE }],
    }),
    sampleContext({
      application: HOSTILE,
      appUrl: HOSTILE,
      tenancy: HOSTILE,
      browsers: [HOSTILE],
      filters: [HOSTILE],
      blockers: [HOSTILE],
      leakedFiles: [HOSTILE],
      outOfScope: [{ check: HOSTILE, reason: HOSTILE, owner: HOSTILE }],
    }),
  );
}

describe('the HTML page', () => {
  const page = toHtml(hostileRun());

  it('holds hostile text as text', () => {
    assert.equal(page.match(/<script|<img|onerror=/i), null);
    assert.ok(page.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    // eslint-disable-next-line no-control-regex
    assert.equal(/[\u001b\u202e]/.test(page), false);
  });

  it('opens and closes every element', () => {
    const open: string[] = [];
    for (const [, close, name, rest] of page.matchAll(/<(\/?)([a-z][\w-]*)([^>]*)>/gi)) {
      if (close) assert.equal(open.pop(), name);
      else if (!['meta', 'circle', 'rect'].includes(name ?? '') && !rest?.endsWith('/'))
        open.push(name ?? '');
    }
    assert.deepEqual(open, []);
  });

  it('forbids itself to run or load anything', () => {
    assert.match(
      page,
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/,
    );
    assert.equal(/\sstyle=|\son\w+=|url\(|@import/i.test(page.replaceAll(/&\w+;|&#\d+;/g, '')), false);
    assert.equal(page.match(/<(?:link|iframe|object|embed|form)\b/i), null);
  });

  it('says the decision first, with the score as it is', () => {
    const seen = record('isolation/check/0', { findings: [finding('cross-tenant-read')] });
    const text = toHtml(judge(plan, [...allPassed(plan).slice(1), seen], sampleFacts(), sampleContext()));
    assert.ok(text.indexOf('<h1>NO-GO') < text.indexOf('Gates'));
    for (const part of [
      '30.0',
      'capped at 30',
      'CWE-639',
      'WSTG-ATHZ-02',
      'ASVS-8.4.1',
      'cinema-viewer',
      'GET /api/v1/competitors/1',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('says what a GO leaves out', () => {
    const outOfScope = [{ check: 'database/outage', reason: 'shared', owner: 'ops' }];
    const text = toHtml(judge(plan, allPassed(plan), sampleFacts(), sampleContext({ outOfScope })));
    assert.match(text, /<h1>GO<span class="badge">without database\/outage<\/span>/);
  });
});

describe('the Markdown', () => {
  it('holds hostile text as text', () => {
    const text = toMarkdown(hostileRun());
    const outside = text.replaceAll(/(`+)[^`][\s\S]*?\1/g, '');
    assert.equal(outside.match(/<(?!\/?(?:details|summary)>)/), null);
    assert.equal(outside.match(/@octocat|\]\(\/\/evil|\]\(http:\/\/evil|\*\*b\*\*|www\.evil|#1\b/), null);
    // eslint-disable-next-line no-control-regex
    assert.equal(/[\u001b\u202e]/.test(text), false);
  });

  it('keeps the table whole', () => {
    const rows = toMarkdown(hostileRun())
      .split('\n')
      .filter((line) => line.startsWith('|'));
    assert.deepEqual([...new Set(rows.map((row) => row.split('|').length))], [12]);
    assert.equal(rows.length, 9);
  });

  it('starts with the decision', () => {
    const text = toMarkdown(judge(plan, allPassed(plan), sampleFacts(), sampleContext()));
    assert.match(text, /^# ✅ GO\n\n\*\*This build may go to production\.\*\* Score \*\*100\.0\*\* of 100\./);
    assert.ok(!text.includes('## Why'));
  });
});

describe('escaping', () => {
  const cases: [string, string, string][] = [
    ['html', html(`<a href="x" b='y'>&\``), '&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&#96;'],
    ['href of a script', href('javascript:alert(1)'), '#'],
    ['href of another host', href('//evil.example'), '#'],
    ['href of a standard', href('https://cwe.mitre.org/x.html'), 'https://cwe.mitre.org/x.html'],
    ['href of a report', href('allure/index.html'), 'allure/index.html'],
    ['markdown that starts a list', markdown('- x'), '&#45; x'],
    ['markdown that starts a numbered list', markdown('1. x'), '1&#46; x'],
    [
      'markdown with a sentence',
      markdown('One tenant reads: the data (all). Really?'),
      'One tenant reads: the data (all). Really?',
    ],
    ['markdown with an address', markdown('http://x.example'), 'http&#58;//x&#46;example'],
    ['markdown over lines', markdown('a\n# b'), 'a &#35;&#8288; b'],
    ['code', code('a b'), '`a b`'],
    ['code with backticks', code('a `` b'), '``` a `` b ```'],
    ['code of nothing', code(' '), '–'],
  ];
  for (const [name, actual, expected] of cases) it(name, () => assert.equal(actual, expected));
});

describe('the summary', () => {
  const go = judge(plan, allPassed(plan), sampleFacts(), sampleContext());

  it('tells the decision, the gates and where the reports are', () => {
    const text = summary(go, { color: false, reportsDir: 'reports' });
    assert.match(text, /GO {3}score 100\.0/);
    assert.match(text, /18 of 18 planned checks passed/);
    assert.match(text, /passed {3}isolation +3\/3 {2}weight 30/);
    assert.match(text, /reports\/readiness\.html/);
    assert.equal(text.includes('\u001b'), false);
  });

  it('uses colours when it may', () => {
    assert.ok(summary(go, { color: true }).includes('\u001b[1;32mGO'));
    assert.equal(summary(go).includes('\u001b'), process.stdout.isTTY === true && !process.env['NO_COLOR']);
  });

  it('lets no text steer the terminal', () => {
    assert.equal(/\p{Cc}/u.test(summary(hostileRun(), { color: false }).replaceAll('\n', '')), false);
  });
});
