import type { CheckDefinition, CheckType, Severity, Threshold } from './contract.ts';
import type { PreviousLoad, Reason } from './finding.ts';
import type { Profile } from './profile.ts';
import type { Example, Tally } from './tally.ts';
import { breachOf, type Breach } from './threshold.ts';

/**
 * - `Passed`: no failing row, or (Warn, Halt) no more than tolerated.
 * - `Warned`: something to look at; the load goes on.
 * - `Failed`: the load must not be published.
 */
export type Outcome = 'Passed' | 'Warned' | 'Failed';

export interface CheckResult {
  readonly check: string;
  readonly type: CheckType;
  readonly severity: Severity;
  readonly outcome: Outcome;
  readonly threshold: Threshold;
  /** Rows that the check applied to. */
  readonly rowsChecked: number;
  readonly rowsFailed: number;
  /** Present when more rows failed than tolerated. */
  readonly breach?: Breach;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly examples: readonly Example[];
}

/** ExecutionError is a check that could not be carried out: a defect of ours, not of the data. */
export interface ExecutionError {
  readonly check: string;
  readonly indicator: string;
  readonly line: number;
  readonly message: string;
}

/** Rows of one partition or load: `read = accepted + quarantined + collapsed`. */
export interface RowTotals {
  readonly read: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Rows that repeat an earlier row word for word. */
  readonly collapsed: number;
}

/** `Inconclusive`: a check could not be carried out, so nothing is known about the data. */
export type Verdict = 'Passed' | 'PassedWithQuarantine' | 'Failed' | 'Inconclusive';

/** IndicatorReport is what became of the rows of one indicator, and what the accepted ones look like. */
export interface IndicatorReport extends RowTotals {
  readonly indicator: string;
  readonly profile: Profile;
  /** Absent when the indicator was never loaded. */
  readonly previous?: PreviousLoad;
}

export interface QualityReport {
  readonly contract: { readonly name: string; readonly version: number };
  readonly verdict: Verdict;
  readonly rows: RowTotals;
  readonly indicators: readonly IndicatorReport[];
  /** In the order of the contract. */
  readonly checks: readonly CheckResult[];
  /** The first error of each check. */
  readonly executionErrors: readonly ExecutionError[];
}

/** checkResult closes the tally of one check; `read` counts the rows read by indicator. */
export function checkResult(
  definition: CheckDefinition,
  tally: Tally,
  read: ReadonlyMap<string, number>,
): CheckResult {
  const { counts } = tally;
  const breach = breachOf(
    definition.threshold,
    counts.map(({ indicator, failed }) => ({ indicator, failed, read: read.get(indicator) ?? 0 })),
  );
  const rowsFailed = counts.reduce((sum, { failed }) => sum + failed, 0);
  return {
    check: definition.name,
    type: definition.type,
    severity: definition.severity,
    outcome: outcomeOf(definition.severity, rowsFailed, breach !== undefined),
    threshold: definition.threshold ?? { maxRows: 0 },
    rowsChecked: counts.reduce((sum, { checked }) => sum + checked, 0),
    rowsFailed,
    ...(breach !== undefined && { breach }),
    reasons: tally.reasons,
    examples: tally.examples,
  };
}

function outcomeOf(severity: Severity, rowsFailed: number, isBreached: boolean): Outcome {
  if (isBreached) {
    return severity === 'Warn' ? 'Warned' : 'Failed';
  }
  // Rows that were left out are always worth a look; tolerated rows that were loaded are not.
  return severity === 'Quarantine' && rowsFailed > 0 ? 'Warned' : 'Passed';
}

/** verdictOf sums a load up. An error outweighs everything, because a check may have missed rows. */
export function verdictOf(
  checks: readonly CheckResult[],
  errors: readonly ExecutionError[],
  rowsQuarantined: number,
): Verdict {
  if (errors.length > 0) {
    return 'Inconclusive';
  }
  if (checks.some(({ outcome }) => outcome === 'Failed')) {
    return 'Failed';
  }
  return rowsQuarantined > 0 ? 'PassedWithQuarantine' : 'Passed';
}
