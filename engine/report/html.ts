/** The decision as one HTML page that loads nothing, runs nothing and prints well. */
import { createHash } from 'node:crypto';
import { href, html as text } from './escape.ts';
import {
  duration,
  GATE_QUESTIONS,
  gateFigures,
  HOW_TO_READ,
  moment,
  OTHER_REPORTS,
  verdictOf,
} from './format.ts';
import { STYLE } from './html-style.ts';
import { differencesIn, differs, entryText, isUnseen, type ReportedTable } from './tables.ts';
import type { BlockedGroup, CellReference, GateResult, Readiness, ReportedFinding } from './readiness.ts';

const LISTED = 200;
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const MARKS = { passed: '✓ passed', failed: '✕ failed', blocked: '! blocked' } as const;

export function toHtml(readiness: Readiness): string {
  const { run } = readiness;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(`${readiness.headline} · ${run.application} · Bulkhead`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<strong>Bulkhead</strong><span>${text(run.application)} at <code>${text(run.appUrl)}</code></span><span class="spacer"></span>
<span>${text(moment(run.startedAt))}</span><span>${text(duration(run))}</span><span>tenancy ${text(run.tenancy)}</span><span>${text(run.browsers.join(', '))}</span>
</header>
<main>
${banner(readiness)}
${why(readiness)}
<h2>Gates</h2>
<section class="gates" aria-label="Gates">${readiness.gates.map(gateCard).join('\n')}</section>
<p class="key">${key('passed', 'passed')}${key('failed', 'failed')}${key('blocked', 'blocked: could not be verified')}${key('missing', 'not verified: no outcome')}</p>
${section('Findings', readiness.findings.length, readiness.findings.map(findingCard))}
${section('Failed without a finding', count(readiness.failedWithoutFinding), readiness.failedWithoutFinding.map(groupCard))}
${section('Blocked', count(readiness.blocked), readiness.blocked.map(groupCard))}
${section('Planned and without an outcome', readiness.notVerified.length, [
  `<div class="card group">${cellDetails(readiness.notVerified, readiness.notVerified.length <= 10)}</div>`,
])}
${readiness.tables.map(comparison).join('\n')}
${section('Out of scope for this deployment', readiness.outOfScope.length, [
  table(
    ['Check', 'Reason', 'Owner'],
    readiness.outOfScope.map(({ check, reason, owner }) => [check, reason, owner]),
  ),
])}
${section('Tests that did not simply pass', readiness.runner.problems.length, [
  table(
    ['Outcome', 'Test', 'What it said'],
    readiness.runner.problems
      .slice(0, LISTED)
      .map(({ outcome, title, message }) => [OUTCOMES[outcome], title, message]),
  ),
])}
<h2>How to read this</h2>
<div class="card help"><ul>${HOW_TO_READ.map((line) => `<li>${text(line)}</li>`).join('')}</ul></div>
</main>
<footer>More: ${OTHER_REPORTS.map(({ name, path, what }) => `<a href="${href(path)}">${text(name)}</a> (${text(what)})`).join(' · ')}</footer>
</body>
</html>
`;
}

const OUTCOMES = { failed: 'failed', flaky: 'flaky', skipped: 'skipped', notRun: 'never ran' } as const;

function banner(readiness: Readiness): string {
  const { decision, totals, capped } = readiness;
  return `<section class="banner ${decision === 'GO' ? 'go' : 'no-go'}" aria-label="Decision">
<div class="words"><h1>${decision}${badge(readiness)}</h1>
<p>${text(verdictOf(readiness))}</p>
<p class="small">${totals.passed} of ${totals.planned} planned checks passed${plus(totals.failed, 'failed')}${plus(totals.blocked, 'blocked')}${plus(totals.notVerified, 'not verified')}.</p></div>
${dial(readiness.score, capped)}
</section>`;
}

const plus = (number: number, noun: string): string => (number > 0 ? `, ${number} ${noun}` : '');

function dial(score: number, capped: boolean): string {
  const around = 2 * Math.PI * 52;
  const filled = (around * score) / 100;
  return `<svg class="dial" viewBox="0 0 120 120" role="img" aria-label="Score ${score.toFixed(1)} of 100">
<circle class="rest" cx="60" cy="60" r="52"/>
<circle cx="60" cy="60" r="52" transform="rotate(-90 60 60)" stroke-dasharray="${filled.toFixed(2)} ${(around - filled).toFixed(2)}"/>
<text x="60" y="68">${score === 100 ? '100' : score.toFixed(1)}</text><text class="of" x="60" y="86">${capped ? 'capped at 30' : 'of 100'}</text>
</svg>`;
}

function why({ reasons }: Readiness): string {
  if (reasons.length === 0) return '';
  return `<section class="card why" aria-label="Why"><ol>${reasons.map((line) => `<li>${text(line)}</li>`).join('')}</ol></section>`;
}

/** What stands beside the decision: that the run is partial, or what a GO leaves out. */
function badge({ decision, partial, outOfScope }: Readiness): string {
  if (partial) return '<span class="badge">PARTIAL RUN</span>';
  if (decision === 'NO-GO' || outOfScope.length === 0) return '';
  const [only] = outOfScope;
  const what = only && outOfScope.length === 1 ? only.check : `${outOfScope.length} checks`;
  return `<span class="badge">without ${text(what)}</span>`;
}

function gateCard(gate: GateResult): string {
  const { planned, passed, failed, blocked, notVerified } = gate;
  const share = (number: number) => (planned === 0 ? 0 : (100 * number) / planned);
  let x = 0;
  const bars = [
    ['passed', passed],
    ['failed', failed],
    ['blocked', blocked],
    ['missing', notVerified],
  ] as const;
  const rects = bars.map(([name, number]) => {
    const rect = `<rect class="${name}" x="${x.toFixed(3)}" y="0" width="${share(number).toFixed(3)}" height="10"/>`;
    x += share(number);
    return rect;
  });
  return `<article class="card gate ${gate.status}">
<div class="top"><h3>${gate.gate}</h3><span class="pill ${gate.status}">${MARKS[gate.status]}</span></div>
<p>${GATE_QUESTIONS[gate.gate]}</p>
<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${gateFigures(gate)}">${rects.join('')}</svg>
<div class="figures"><span>${gateFigures(gate)}${gate.findings > 0 ? `, ${gate.findings} ${gate.findings === 1 ? 'finding' : 'findings'}` : ''}</span><span>weight ${gate.weight} · ${gate.score.toFixed(1)} %</span></div>
</article>`;
}

const key = (name: string, meaning: string): string =>
  `<span><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${name}" width="10" height="10" rx="2"/></svg>${meaning}</span>`;

function findingCard(finding: ReportedFinding): string {
  const { request } = finding;
  const row = (name: string, value: string, style = '') => `<dt>${name}</dt><dd${style}>${value}</dd>`;
  return `<article class="card finding">
<div class="top"><span class="pill ${finding.severity}">${finding.severity}</span><h3>${text(finding.title)}</h3><span class="gate-name">${finding.gate}</span></div>
<dl>
${row('As', finding.actors.map((actor) => `<code>${text(actor)}</code>`).join(', '))}
${request ? row('Request', `<code>${text(request.method)} ${text(request.path)}</code>`) : ''}
${row('Expected', `<code>${text(finding.expected)}</code>`, ' class="expected"')}
${row('Seen', `<code>${text(finding.seen)}</code>`, ' class="seen"')}
${row('Why it matters', text(finding.why))}
${row('Where to look', text(finding.look))}
${finding.references.length > 0 ? row('Stands on', finding.references.map(({ id, url }) => `<a href="${href(url)}" rel="noreferrer">${text(id)}</a>`).join(' · ')) : ''}
${row('Rule', `<code>${text(finding.rule)}</code>, fingerprint <code>${text(finding.fingerprint)}</code>`)}
</dl>
${cellDetails(finding.cells, false)}
</article>`;
}

function groupCard({ reason, cells }: BlockedGroup): string {
  return `<article class="card group"><strong>${text(reason)}</strong>${cellDetails(cells, cells.length <= 3)}</article>`;
}

function cellDetails(cells: readonly CellReference[], open: boolean): string {
  const lines = cells
    .slice(0, LISTED)
    .map(({ id, title }) => `<li>${text(title)} <code>${text(id)}</code></li>`);
  const rest = cells.length > LISTED ? `<li>… and ${cells.length - LISTED} more, in readiness.json</li>` : '';
  return `<details${open ? ' open' : ''}><summary>${cells.length} ${cells.length === 1 ? 'check' : 'checks'}</summary><ul class="cells">${lines.join('')}${rest}</ul></details>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<div class="card">${markup(
    heads,
    rows.map((row) => row.map((cell) => `<td>${text(cell)}</td>`).join('')),
  )}</div>`;
}

const markup = (heads: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th>${text(head)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((cells) => `<tr>${cells}</tr>`)
    .join('')}</tbody></table>`;

/** What differs is open to see; what agrees is there for whoever wants to look. */
function comparison(shown: ReportedTable): string {
  const { gate, title, rowHead, columns, rows } = shown;
  const part = (some: ReportedTable['rows']): string =>
    markup(
      [rowHead, ...columns],
      some.map(
        ({ name, cells }) =>
          `<td>${text(name)}</td>${cells.map((cell) => `<td class="${cell.outcome}">${text(entryText(cell))}</td>`).join('')}`,
      ),
    );
  const unseen = rows.filter(isUnseen);
  const odd = rows.filter((row) => differs(row) && !isUnseen(row));
  const alike = rows.filter((row) => !differs(row));
  const closed = (some: ReportedTable['rows'], what: string): string =>
    some.length === 0
      ? ''
      : `<details><summary>${some.length} of ${rows.length} ${text(what)}</summary>${part(some)}</details>`;
  return `<h2>${text(title)} <span class="number">${rows.length}</span></h2>
<div class="card comparison"><p>${gate} · ${text(differencesIn(shown))}</p>
${odd.length > 0 ? part(odd) : ''}${closed(alike, `agree in all ${columns.length} places`)}${closed(unseen, 'not verified anywhere')}</div>`;
}

function section(title: string, number: number, bodies: readonly string[]): string {
  return number === 0 ? '' : `<h2>${title} <span class="number">${number}</span></h2>\n${bodies.join('\n')}`;
}

const count = (groups: readonly BlockedGroup[]): number =>
  groups.reduce((sum, { cells }) => sum + cells.length, 0);
