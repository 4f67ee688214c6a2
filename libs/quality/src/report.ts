import type { CheckDefinition, CheckType, Severity, Threshold } from './contract.ts';
import type { DataSetKind } from './data-set-shape.ts';
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
  /** Name of its contract. */
  readonly contract: string;
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
  /** Code of the data set. */
  readonly dataSet: string;
  readonly line: number;
  readonly message: string;
}

/** Rows of one or several data sets: `read = accepted + quarantined + collapsed`. */
export interface RowTotals {
  readonly read: number;
  readonly accepted: number;
  readonly quarantined: number;
  /** Rows that repeat an earlier row word for word. */
  readonly collapsed: number;
}

/** `Inconclusive`: a check could not be carried out, so nothing is known about the data. */
export type Verdict = 'Passed' | 'PassedWithQuarantine' | 'Failed' | 'Inconclusive';

/** DataSetReport is what became of the rows of one data set, and what the accepted ones look like. */
export interface DataSetReport extends RowTotals {
  readonly kind: DataSetKind;
  /** Its code. */
  readonly dataSet: string;
  readonly profile: Profile;
  /** Absent when the data set was never loaded. */
  readonly previous?: PreviousLoad;
}

/** ContractReport is what one contract found in its data sets. */
export interface ContractReport {
  readonly contract: { readonly name: string; readonly version: number };
  readonly dataSets: readonly DataSetReport[];
  /** In the order of the contract. */
  readonly checks: readonly CheckResult[];
  /** The first error of each check. */
  readonly executionErrors: readonly ExecutionError[];
}

/** QualityReport is what all contracts of a load found. */
export interface QualityReport {
  readonly contracts: readonly ContractReport['contract'][];
  readonly verdict: Verdict;
  /** Of the indicators: the rows that a load is made of. */
  readonly rows: RowTotals;
  readonly dataSets: readonly DataSetReport[];
  readonly checks: readonly CheckResult[];
  readonly executionErrors: readonly ExecutionError[];
}

/** qualityReport sums up what the contracts of a load found. */
export function qualityReport(reports: readonly ContractReport[]): QualityReport {
  const checks = reports.flatMap((report) => report.checks);
  const dataSets = reports.flatMap((report) => report.dataSets);
  const executionErrors = reports.flatMap((report) => report.executionErrors);
  return {
    contracts: reports.map(({ contract }) => contract),
    verdict: verdictOf(checks, executionErrors, sumOf(dataSets).quarantined),
    rows: sumOf(dataSets.filter(({ kind }) => kind === 'indicator')),
    dataSets,
    checks,
    executionErrors,
  };
}

function sumOf(totals: readonly RowTotals[]): RowTotals {
  const sum = { read: 0, accepted: 0, quarantined: 0, collapsed: 0 };
  for (const { read, accepted, quarantined, collapsed } of totals) {
    sum.read += read;
    sum.accepted += accepted;
    sum.quarantined += quarantined;
    sum.collapsed += collapsed;
  }
  return sum;
}

/** checkResult closes the tally of one check; `read` counts the rows read by data set. */
export function checkResult(
  definition: CheckDefinition,
  tally: Tally,
  read: ReadonlyMap<string, number>,
): Omit<CheckResult, 'contract'> {
  const { counts } = tally;
  const breach = breachOf(
    definition.threshold,
    counts.map(({ dataSet, failed }) => ({ dataSet, failed, read: read.get(dataSet) ?? 0 })),
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

/** verdictOf judges a load. An error outweighs everything, because a check may have missed rows. */
function verdictOf(
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
