/** The look of the page of a proof, akin to the readiness report. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --ink: #16202e; --soft: #5a6675; --line: #dde2e8;
  --go: #12784a; --stop: #b3261e; --go-fill: #12784a; --stop-fill: #b3261e; --fill-ink: #ffffff; --warn: #8a5a00;
  --go-tint: #e5f4ec; --stop-tint: #fceceb; --warn-tint: #fdf3df; --link: #1a56b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151c; --card: #19212b; --ink: #e8edf3; --soft: #9fabb9; --line: #2c3743;
    --go: #3fbf83; --stop: #ff8379; --go-fill: #14643f; --stop-fill: #98221b; --warn: #f0b648;
    --go-tint: #15311f; --stop-tint: #3a1a18; --warn-tint: #362a11; --link: #8ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main, header { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
main { padding-bottom: 40px; }
header { padding-top: 22px; padding-bottom: 14px; color: var(--soft); font-size: 14px; }
header strong { color: var(--ink); font-size: 17px; margin-right: 14px; }
a { color: var(--link); }
h2 { font-size: 19px; margin: 36px 0 12px; }
h3 { font-size: 16px; margin: 0; line-height: 1.35; flex: 1; }
code { font: 13px/1.5 ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; }
.soft { color: var(--soft); font-size: 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.scroll { overflow-x: auto; }
.banner { display: flex; align-items: center; gap: 32px; padding: 28px 34px; border-radius: 16px; color: var(--fill-ink); }
.banner.go { background: var(--go-fill); } .banner.no-go { background: var(--stop-fill); }
.banner h1 { font-size: clamp(40px, 7vw, 72px); line-height: 1; margin: 0; letter-spacing: -.02em; font-weight: 800; white-space: nowrap; }
.banner p { margin: 0; font-size: 19px; } .banner .small { font-size: 15px; opacity: .9; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 7px 14px; border-bottom: 1px solid var(--line); }
tbody:last-child tr:last-child > * { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; }
.matrix th[scope='row'] { white-space: nowrap; }
.matrix thead th { vertical-align: bottom; }
.matrix .rule { padding: 10px 0; height: 190px; width: 30px; }
.matrix .rule span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; font-weight: 500; margin-left: 5px; }
.matrix .gate th { text-transform: capitalize; color: var(--ink); background: var(--page); font-weight: 700; }
.cell { text-align: center; padding: 4px 0; min-width: 30px; border-left: 1px solid var(--line); font-variant-numeric: tabular-nums; }
.cell.hit { background: var(--go-tint); color: var(--go); font-weight: 700; }
.cell.other { background: var(--warn-tint); color: var(--warn); }
.cell.missed { background: var(--stop-tint); color: var(--stop); font-weight: 700; }
.key { color: var(--soft); font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 20px; }
.key .cell { display: inline-block; font-style: normal; min-width: 22px; padding: 0; border: 0; border-radius: 5px; margin-right: 6px; }
.pill { border-radius: 999px; padding: 2px 12px; font-size: 13px; font-weight: 700; white-space: nowrap; }
.pill.killed { background: var(--go-tint); color: var(--go); }
.pill.survived { background: var(--stop-tint); color: var(--stop); }
.pill.invalid, .pill.another { background: var(--warn-tint); color: var(--warn); }
.mutant { padding: 16px 20px; margin-bottom: 12px; border-left: 6px solid var(--go); }
.mutant.survived { border-left-color: var(--stop); } .mutant.invalid { border-left-color: var(--warn); }
.mutant:target { outline: 2px solid var(--link); }
.mutant .top { display: flex; gap: 12px; align-items: flex-start; }
.mutant p { margin: 6px 0 0; } .mutant .reason { color: var(--warn); overflow-wrap: anywhere; }
.mutant ul { margin: 8px 0 0; padding-left: 20px; font-size: 14px; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--link); font-size: 14px; }
@media (max-width: 640px) { .banner { flex-direction: column; align-items: flex-start; gap: 14px; padding: 24px; } }
@media print { .mutant, .banner { break-inside: avoid; } body { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
