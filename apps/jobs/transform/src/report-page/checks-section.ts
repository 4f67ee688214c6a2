import type { CheckResult, Outcome, Severity } from '@gho-platform/quality';
import { limitBar } from './charts.ts';
import { showCount, showShare } from './figures.ts';
import { html, type Markup } from './markup.ts';

const severities: readonly { readonly severity: Severity; readonly meaning: string }[] = [
  { severity: 'Halt', meaning: 'More failing rows than allowed stop the load.' },
  {
    severity: 'Quarantine',
    meaning: 'A failing row is set aside; more of them than allowed stop the load.',
  },
  { severity: 'Warn', meaning: 'Failing rows are loaded; more of them than allowed are reported.' },
];

const rank: Readonly<Record<Outcome, number>> = { Failed: 0, Warned: 1, Passed: 2 };

/** checksSection shows all checks by severity, the worst of each first. */
export function checksSection(checks: readonly CheckResult[]): Markup {
  const groups = severities
    .map((group) => ({
      ...group,
      found: checks.filter((check) => check.severity === group.severity),
    }))
    .filter(({ found }) => found.length > 0)
    .map(
      ({ severity, meaning, found }) =>
        html` <h3>${severity} <span class="quiet">(${found.length})</span></h3>
          <p class="quiet">${meaning}</p>
          <div class="scroll">
            <table class="checks">
              <thead>
                <tr>
                  <th>Outcome</th>
                  <th>Check</th>
                  <th class="number">Failed</th>
                  <th class="number">Checked</th>
                  <th>Against the limit</th>
                  <th>Allowed</th>
                  <th>Reasons</th>
                </tr>
              </thead>
              <tbody>
                ${worstFirst(found).map(checkRow)}
              </tbody>
            </table>
          </div>`,
    );
  return html`<section>
    <h2>Checks</h2>
    ${groups}
  </section>`;
}

/** worstFirst orders by outcome, then by failing rows. */
export function worstFirst(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks.toSorted(
    (left, right) => rank[left.outcome] - rank[right.outcome] || right.rowsFailed - left.rowsFailed,
  );
}

function checkRow(check: CheckResult): Markup {
  const { outcome, rowsFailed, rowsChecked, reasons } = check;
  const counted = Object.entries(reasons).map(
    ([reason, count]) => html`<div>${reason} ${showCount(count)}</div>`,
  );
  return html` <tr>
    <td>${badge(outcome)}</td>
    <td>
      <code>${check.check}</code>
      <div class="quiet">${check.contract}</div>
    </td>
    <td class="number">${showCount(rowsFailed)}</td>
    <td class="number">${showCount(rowsChecked)}</td>
    <td>${limitBar(limitUsed(check))}</td>
    <td>${allowance(check)}</td>
    <td>${counted}</td>
  </tr>`;
}

/** limitUsed is 1 at the limit; of a check that exceeds it, by its worst data set. */
export function limitUsed({ threshold, breach, rowsFailed, rowsChecked }: CheckResult): number {
  if (rowsFailed === 0) {
    return 0;
  }
  if (breach !== undefined) {
    return breach.rowsFailed / breach.rowsAllowed;
  }
  const { maxBasisPoints, maxRows } = threshold;
  return maxBasisPoints === undefined
    ? rowsFailed / maxRows
    : rowsFailed / ((rowsChecked * maxBasisPoints) / 10_000);
}

export function badge(outcome: Outcome): Markup {
  return html`<span class="badge ${outcome}">${outcome}</span>`;
}

function allowance({ threshold, breach }: CheckResult): Markup {
  const { maxBasisPoints } = threshold;
  const limit =
    maxBasisPoints === undefined
      ? `${showCount(threshold.maxRows)} rows`
      : `${showShare(maxBasisPoints, 10_000)} of a data set`;
  if (breach === undefined) {
    return html`${limit}`;
  }
  const subject = breach.dataSet === undefined ? '' : ` of ${breach.dataSet}`;
  return html`${limit}
    <div>
      exceeded: ${showCount(breach.rowsFailed)} rows${subject}, allowed
      ${showCount(breach.rowsAllowed)}
    </div>`;
}
