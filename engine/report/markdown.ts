/** The decision as GitHub-flavoured Markdown, for job summaries and pull requests. */
import { code, markdown as text } from './escape.ts';
import { duration, GATE_QUESTIONS, HOW_TO_READ, moment, OTHER_REPORTS, verdictOf } from './format.ts';
import { differencesIn, entryText, type ReportedTable } from './tables.ts';
import type { BlockedGroup, CellReference, GateResult, Readiness, ReportedFinding } from './readiness.ts';

const LISTED = 20;
const ICONS = { passed: '✅ passed', failed: '❌ failed', blocked: '⚠️ blocked' } as const;

export function toMarkdown(readiness: Readiness): string {
  const { run } = readiness;
  return `${[
    `# ${readiness.decision === 'GO' ? '✅' : '⛔'} ${text(readiness.headline)}`,
    `**${text(verdictOf(readiness))}** Score **${readiness.score.toFixed(1)}** of 100${
      readiness.capped ? ', capped by a critical finding' : ''
    }.`,
    `${text(run.application)} at ${code(run.appUrl)} · ${text(moment(run.startedAt))} · ${text(duration(run))} · tenancy ${text(run.tenancy)} · ${text(run.browsers.join(', '))}`,
    ...section(
      'Why',
      readiness.reasons.map((reason, index) => `${index + 1}. ${text(reason)}`),
    ),
    '## Gates',
    gateTable(readiness),
    ...(readiness.findings.length > 0 ? [`## Findings (${readiness.findings.length})`] : []),
    ...readiness.findings.map(findingSection),
    ...groups('Failed without a finding', readiness.failedWithoutFinding),
    ...groups('Blocked: could not be verified', readiness.blocked),
    ...section(
      `Planned and without an outcome (${readiness.notVerified.length})`,
      cellLines(readiness.notVerified),
    ),
    ...readiness.tables.map(comparison),
    ...section(
      'Out of scope for this deployment',
      readiness.outOfScope.map(
        ({ check, reason, owner }) => `- ${code(check)}: ${text(reason)} (owner: ${text(owner)})`,
      ),
    ),
    ...section(
      'Tests that did not simply pass',
      readiness.runner.problems
        .slice(0, LISTED)
        .map(({ title, outcome, message }) => `- **${outcome}** ${text(title)}: ${code(message)}`),
    ),
    ...section(
      'How to read this',
      HOW_TO_READ.map((line) => `- ${line}`),
    ),
    ...section(
      'More',
      OTHER_REPORTS.map(({ name, path, what }) => `- [${name}](${path}): ${what}`),
    ),
  ].join('\n\n')}\n`;
}

function gateTable({ gates, totals }: Readiness): string {
  const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  const figures = ({
    planned,
    executed,
    passed,
    failed,
    blocked,
    notVerified,
  }: GateResult | Readiness['totals']) => [planned, executed, passed, failed, blocked, notVerified];
  return [
    row([
      'Gate',
      'Result',
      'Weight',
      'Score',
      'Planned',
      'Executed',
      'Passed',
      'Failed',
      'Blocked',
      'Not verified',
    ]),
    row(['---', '---', ...Array.from({ length: 8 }, () => '---:')]),
    ...gates.map((gate) =>
      row([
        `**${gate.gate}** ${GATE_QUESTIONS[gate.gate]}`,
        ICONS[gate.status],
        gate.weight,
        gate.score.toFixed(1),
        ...figures(gate),
      ]),
    ),
    row(['**all**', '', 100, '', ...figures(totals)]),
  ].join('\n');
}

function findingSection(finding: ReportedFinding): string {
  const { request } = finding;
  const references = finding.references.map(({ id, url }) => `[${id}](${url})`).join(' · ');
  return [
    `### ${finding.severity.toUpperCase()}: ${text(finding.title)}`,
    [
      `- **As:** ${finding.actors.map(code).join(', ')}`,
      ...(request ? [`- **Request:** ${code(`${request.method} ${request.path}`)}`] : []),
      `- **Expected:** ${code(finding.expected)}`,
      `- **Seen:** ${code(finding.seen)}`,
      `- **Why it matters:** ${text(finding.why)}`,
      `- **Where to look:** ${text(finding.look)}`,
      `- **Gate and rule:** ${finding.gate}, ${finding.rule}, fingerprint ${code(finding.fingerprint)}`,
      ...(references === '' ? [] : [`- **Stands on:** ${references}`]),
    ].join('\n'),
    details(
      `Seen by ${finding.cells.length} ${finding.cells.length === 1 ? 'check' : 'checks'}`,
      cellLines(finding.cells),
    ),
  ].join('\n\n');
}

function groups(title: string, list: readonly BlockedGroup[]): string[] {
  return section(
    title,
    list.map(
      ({ reason, cells }) => `- ${text(reason)} (${cells.length})\n${cellLines(cells, '  ').join('\n')}`,
    ),
  );
}

function cellLines(cells: readonly CellReference[], indent = ''): string[] {
  const lines = cells.slice(0, LISTED).map(({ id, title }) => `${indent}- ${text(title)} ${code(id)}`);
  return cells.length > LISTED ? [...lines, `${indent}- … and ${cells.length - LISTED} more`] : lines;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function comparison(shown: ReportedTable): string {
  const { title, rowHead, columns, rows } = shown;
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${text(title)} (${rows.length})`,
    `${shown.gate} · ${text(differencesIn(shown))}`,
    '',
    row([rowHead, ...columns].map(text)),
    row(['---', ...columns.map(() => '---')]),
    ...rows.map(({ name, cells }) => row([text(name), ...cells.map((cell) => text(entryText(cell)))])),
  ].join('\n');
}

function details(title: string, lines: readonly string[]): string {
  return `<details><summary>${title}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
