/** The report as one page: mutants against rules. It loads nothing, and needs no script. */
import type { HonestRun, Kill, Report, Result } from './model.ts';
import { byNamedRule, controlOf } from './verdict.ts';
import { STYLE } from './style.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** As the readiness report lists them; a gate that is not among them comes last. */
const GATES = ['isolation', 'access', 'session', 'disclosure', 'database', 'infrastructure'];

function byGate(results: readonly Result[]): Result[] {
  const place = ({ gate }: Result): number => (GATES.includes(gate) ? GATES.indexOf(gate) : GATES.length);
  return [...results].sort((a, b) => place(a) - place(b));
}

/** `2026-11-25 23:30 UTC` */
const timeOf = (stamp: string): string => stamp.replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC');

/** Rules in the order of the mutants that name them; those that no mutant names come last. */
function rulesOf(results: readonly Result[]): string[] {
  const named = results.map(({ rule }) => rule);
  const found = results.flatMap(({ killedBy }) => killedBy.map(({ rule }) => rule));
  return [...new Set([...named, ...found])];
}

function testsOf(killedBy: readonly Kill[], rule: string): string[] {
  return killedBy.filter((kill) => kill.rule === rule).map(({ test }) => test);
}

function cell(result: Result, rule: string): string {
  const tests = testsOf(result.killedBy, rule);
  const named = rule === result.rule;
  const state = tests.length > 0 ? (named ? 'hit' : 'other') : named ? 'missed' : 'none';
  const words = {
    hit: 'found it, as named',
    other: 'found it too',
    missed: 'named, and found nothing',
    none: '',
  }[state];
  const title = words === '' ? '' : ` title="${escape([`${rule} ${words}`, ...tests].join('\n'))}"`;
  const mark =
    tests.length > 1 ? String(tests.length) : { hit: '●', other: '○', missed: '×', none: '' }[state];
  return `<td class="cell ${state}"${title}>${mark}</td>`;
}

function pill(result: Result): string {
  const another = result.status === 'killed' && !byNamedRule(result);
  const [style, words] = another ? ['another', 'killed by another rule'] : [result.status, result.status];
  return `<span class="pill ${style}">${words}</span>`;
}

function row(result: Result, rules: readonly string[]): string {
  return `<tr><th scope="row"><a href="#${escape(result.id)}">${escape(result.id)}</a></th><td>${pill(result)}</td>${rules
    .map((rule) => cell(result, rule))
    .join('')}</tr>`;
}

function matrix(results: readonly Result[]): string {
  const rules = rulesOf(results);
  const gates = [...new Set(results.map(({ gate }) => gate))];
  const head = rules.map((rule) => `<th scope="col" class="rule"><span>${escape(rule)}</span></th>`).join('');
  const bodies = gates.map((gate) => {
    const rows = results.filter((result) => result.gate === gate).map((result) => row(result, rules));
    return `<tbody><tr class="gate"><th colspan="${rules.length + 2}" scope="rowgroup">${escape(gate)}</th></tr>${rows.join('')}</tbody>`;
  });
  return `<div class="card scroll"><table class="matrix"><thead><tr><th scope="col">Mutant</th><th scope="col">Outcome</th>${head}</tr></thead>${bodies.join('')}</table></div>
<p class="key"><span><i class="cell hit">●</i> the rule named found it</span><span><i class="cell other">○</i> another rule found it</span><span><i class="cell missed">×</i> the rule named found nothing</span><span>a number: so many tests</span></p>`;
}

function detail(result: Result): string {
  const found = result.killedBy.map(
    ({ rule, test }) => `<li><code>${escape(rule)}</code> ${escape(test)}</li>`,
  );
  const list = `<ul>${found.join('')}</ul>`;
  const tests =
    found.length > 8 ? `<details><summary>${found.length} tests</summary>${list}</details>` : list;
  return `<article class="card mutant ${result.status}" id="${escape(result.id)}">
<div class="top"><h3>${escape(result.title)}</h3>${pill(result)}</div>
<p class="soft">${escape(result.id)} · ${escape(result.gate)} · CWE-${result.cwe} · must be found by <code>${escape(result.rule)}</code> · ${seconds(result.durationMs)}</p>
${result.reason === undefined ? '' : `<p class="reason">${escape(result.reason)}</p>`}${found.length > 0 ? tests : ''}</article>`;
}

function banner(report: Report): string {
  const { total, killed, killedByAnotherRule, survived, invalid, mutants } = report;
  const good = survived + invalid === 0 && mutants.length === total;
  const parts = [
    killedByAnotherRule > 0 ? `${killedByAnotherRule} by another rule than the one named` : '',
    `${survived} survived`,
    `${invalid} invalid`,
    total > mutants.length ? `${total - mutants.length} not tried` : '',
  ].filter(Boolean);
  return `<section class="banner ${good ? 'go' : 'no-go'}"><h1>${killed} of ${total}</h1><p>mutants killed<br><span class="small">${parts.join(', ')}</span></p></section>
<p class="soft">${escape(report.selection)}${report.allChecks ? ', against the whole suite' : ', each until the first finding'} · ${report.secondsPerMutant.toFixed(1)} s each · ${controlOf(report)} · ${escape(timeOf(report.finishedAt))}</p>`;
}

function honestRow(run: HonestRun, index: number): string {
  const notes = [...run.findings.map(({ rule, test }) => `${rule}: ${test}`), ...run.reasons];
  return `<tr><td>${index + 1}</td><td><span class="pill ${run.decision === 'GO' ? 'killed' : 'survived'}">${escape(run.decision)}</span></td><td>${run.checks}</td><td>${run.findings.length}</td><td>${run.blocked}</td><td>${seconds(run.durationMs)}</td><td>${notes.map(escape).join('<br>')}</td></tr>`;
}

function honestSection({ honest }: Report): string {
  if (!honest) return '';
  return `<h2>The honest target under load</h2>
<p class="soft">The other direction: with the processor and the network busy, the whole suite has nothing to say. ${escape(timeOf(honest.finishedAt))}.</p>
<div class="card scroll"><table><thead><tr><th>Run</th><th>Decision</th><th>Checks</th><th>Findings</th><th>Not verified</th><th>Time</th><th></th></tr></thead><tbody>${honest.runs.map(honestRow).join('')}</tbody></table></div>`;
}

/** The whole page. Pure. */
export function htmlOf(report: Report): string {
  const mutants = byGate(report.mutants);
  const tried = `${banner(report)}<h2>Mutants and rules</h2>${matrix(mutants)}<h2>Mutants</h2>${mutants.map(detail).join('')}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Proof</title><style>${STYLE}</style></head>
<body><header><strong>Bulkhead</strong> proof: does the suite see?</header><main>${report.total > 0 ? tried : ''}${honestSection(report)}</main></body></html>
`;
}
