/** The look of the readiness page. No address, no font and no image in it: the page loads nothing. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --ink: #16202e; --soft: #5a6675; --line: #dde2e8; --track: #e8ebef;
  --go: #12784a; --stop: #b3261e; --go-fill: #12784a; --stop-fill: #b3261e; --fill-ink: #ffffff; --warn: #8a5a00; --warn-bar: #dd9a12; --idle: #9aa5b1;
  --go-tint: #e5f4ec; --stop-tint: #fceceb; --warn-tint: #fdf3df; --link: #1a56b0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151c; --card: #19212b; --ink: #e8edf3; --soft: #9fabb9; --line: #2c3743; --track: #2a343f;
    --go: #3fbf83; --stop: #ff8379; --go-fill: #14643f; --stop-fill: #98221b; --warn: #f0b648; --warn-bar: #f0b648; --idle: #66727f;
    --go-tint: #15311f; --stop-tint: #3a1a18; --warn-tint: #362a11; --link: #8ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
main, header, footer { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding-top: 22px; padding-bottom: 14px; color: var(--soft); font-size: 14px; }
header strong { color: var(--ink); font-size: 17px; letter-spacing: .01em; }
header .spacer { flex: 1; }
a { color: var(--link); }
h2 { font-size: 19px; margin: 36px 0 12px; }
h2 .number { color: var(--soft); font-weight: 400; }
h3 { font-size: 16px; margin: 0; line-height: 1.35; }
code { font: 13px/1.5 ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.banner { display: flex; align-items: center; gap: 32px; padding: 28px 34px; border-radius: 16px; }
.banner.go { background: var(--go-fill); color: var(--fill-ink); }
.banner.no-go { background: var(--stop-fill); color: var(--fill-ink); }
.banner .words { flex: 1; min-width: 0; }
.banner h1 { font-size: clamp(52px, 9vw, 88px); line-height: 1; margin: 0; letter-spacing: -.02em; font-weight: 800; }
.banner p { margin: 12px 0 0; font-size: 19px; overflow-wrap: anywhere; }
.banner .small { font-size: 15px; opacity: .9; margin-top: 4px; }
.badge { display: inline-block; vertical-align: middle; border: 2px solid currentColor; border-radius: 999px; padding: 3px 14px; font-size: 15px; font-weight: 700; letter-spacing: .06em; margin-left: 18px; max-width: 100%; overflow-wrap: anywhere; }
.dial { width: 148px; height: 148px; flex: none; }
.dial circle { fill: none; stroke: currentColor; stroke-width: 11; }
.dial .rest { opacity: .25; }
.dial text { fill: currentColor; text-anchor: middle; font-weight: 800; font-size: 32px; }
.dial .of { font-size: 11px; font-weight: 500; opacity: .9; }
.why { padding: 6px 28px; margin-top: 14px; }
.why ol { margin: 14px 0; padding-left: 22px; }
.why li { padding: 3px 0; overflow-wrap: anywhere; }
.why li:first-child { font-weight: 650; }
.gates { display: grid; grid-template-columns: repeat(auto-fill, minmax(310px, 1fr)); gap: 12px; }
.gate { padding: 16px 18px; display: flex; flex-direction: column; gap: 8px; border-left: 6px solid var(--idle); }
.gate.passed { border-left-color: var(--go); } .gate.failed { border-left-color: var(--stop); } .gate.blocked { border-left-color: var(--warn-bar); }
.gate .top { display: flex; align-items: center; gap: 10px; }
.gate h3 { flex: 1; text-transform: capitalize; font-size: 17px; }
.gate p { margin: 0; flex: 1; color: var(--soft); font-size: 14px; }
.gate .figures { display: flex; flex-direction: column; font-size: 14px; }
.gate .figures span:last-child { color: var(--soft); }
.bar { width: 100%; height: 10px; display: block; border-radius: 5px; background: var(--track); }
.bar .passed, .key .passed { fill: var(--go); } .bar .failed, .key .failed { fill: var(--stop); }
.bar .blocked, .key .blocked { fill: var(--warn-bar); } .bar .missing, .key .missing { fill: var(--idle); }
.key { color: var(--soft); font-size: 13px; margin: 10px 2px 0; display: flex; flex-wrap: wrap; gap: 4px 18px; }
.key svg { width: 10px; height: 10px; margin-right: 6px; }
.pill { border-radius: 999px; padding: 2px 12px; font-size: 13px; font-weight: 700; white-space: nowrap; }
.pill.passed { background: var(--go-tint); color: var(--go); }
.pill.failed, .pill.critical, .pill.high { background: var(--stop-tint); color: var(--stop); }
.pill.critical { background: var(--stop-fill); color: var(--fill-ink); }
.pill.blocked, .pill.medium, .pill.low { background: var(--warn-tint); color: var(--warn); }
.finding { padding: 20px 24px; margin-bottom: 14px; }
.finding .top { display: flex; gap: 12px; align-items: flex-start; }
.finding .top h3 { flex: 1; font-size: 17px; overflow-wrap: anywhere; }
.finding .gate-name { color: var(--soft); font-size: 14px; white-space: nowrap; }
dl { display: grid; grid-template-columns: 132px 1fr; gap: 7px 16px; margin: 14px 0; }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
dd.seen code { background: var(--stop-tint); color: var(--stop); padding: 1px 6px; border-radius: 5px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
dd.expected code { background: var(--go-tint); color: var(--go); padding: 1px 6px; border-radius: 5px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.group { padding: 14px 20px; margin-bottom: 10px; }
.group > strong { overflow-wrap: anywhere; }
details { margin-top: 6px; }
summary { cursor: pointer; color: var(--link); font-size: 14px; }
.cells { margin: 8px 0 0; padding-left: 20px; font-size: 14px; }
.cells li { padding: 2px 0; overflow-wrap: anywhere; }
.cells code { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 9px 18px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; overflow-wrap: normal; }
td.failed { color: var(--stop); font-weight: 600; } td.blocked, td.notVerified { color: var(--warn); font-weight: 600; }
.comparison { overflow-x: auto; } .comparison > p { margin: 0; padding: 12px 18px; } .comparison > details { margin: 0; padding: 0 0 12px; } .comparison summary { padding: 0 18px; }
.help { padding: 10px 24px; color: var(--soft); font-size: 14px; }
footer { color: var(--soft); font-size: 13px; padding-top: 26px; padding-bottom: 40px; }
@media (max-width: 640px) {
  .banner { flex-direction: column; align-items: flex-start; gap: 18px; padding: 24px; }
  .badge { display: table; margin: 12px 0 0; }
  .dial { width: 112px; height: 112px; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --go: #12784a; --stop: #b3261e; --warn: #8a5a00; --warn-bar: #dd9a12; --go-fill: #12784a; --stop-fill: #b3261e; --go-tint: #e5f4ec; --stop-tint: #fceceb; --warn-tint: #fdf3df; --track: #e8ebef; --link: #000; }
  body { font-size: 11pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, header, footer { max-width: none; }
  .finding, .gate, .group, .banner { break-inside: avoid; }
  .gates { grid-template-columns: repeat(2, 1fr); }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
