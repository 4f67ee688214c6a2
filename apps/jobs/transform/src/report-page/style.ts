/** Everything the page needs to look like something; it loads nothing from anywhere. */
export const style = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --page: #ffffff;
  --soft: #f6f8fa; --good: #1a7f37; --care: #9a6700; --bad: #cf222e; --known: #8c959f; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9198a1; --line: #3d444d;
  --page: #0d1117; --soft: #151b23; --good: #3fb950; --care: #d29922; --bad: #f85149; --known: #656c76; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--text); background: var(--page);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2.25rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0; }
.quiet, th, dt, caption { color: var(--quiet); }
.verdict { border: 1px solid var(--line); border-left: .5rem solid var(--good); border-radius: .375rem;
  padding: 1rem 1.25rem; background: var(--soft); }
.verdict.Failed, .verdict.Inconclusive { border-left-color: var(--bad); }
.verdict.PassedWithQuarantine, .verdict.Warned { border-left-color: var(--care); }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .75rem 0 0; }
dt { font-size: .8rem; } dd { margin: 0; overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin-top: .75rem; }
.tile { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem .75rem; }
.tile b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { font-weight: 500; text-align: left; white-space: nowrap; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.text { overflow-wrap: anywhere; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.badge { display: inline-block; min-width: 4.2rem; padding: 0 .5rem; border: 1px solid currentColor;
  border-radius: 1rem; text-align: center; font-size: .8rem; color: var(--good); }
.badge.Warned { color: var(--care); } .badge.Failed { color: var(--bad); }
.checks { table-layout: fixed; min-width: 60rem; }
.checks th:nth-child(1) { width: 5.5rem; } .checks th:nth-child(2) { width: 13rem; }
.checks th:nth-child(3), .checks th:nth-child(4) { width: 5rem; } .checks th:nth-child(5) { width: 9rem; }
svg { display: block; }
.track { fill: var(--line); } .failing, .quarantined { fill: var(--bad); } .collapsed { fill: var(--known); }
.accepted, .now { fill: var(--good); } .before { fill: var(--known); }
.limit, .median { stroke: var(--text); stroke-width: 1.5; }
@media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`;
