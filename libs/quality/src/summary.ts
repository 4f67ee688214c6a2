import type { CheckResult, Outcome, QualityReport } from './report.ts';

/** QualitySummary is the part of a report that fits into the status of a run. */
export interface QualitySummary {
  readonly checks: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  /** Checks that did not pass, worst first, at most five. */
  readonly worst: readonly {
    readonly check: string;
    readonly severity: string;
    readonly outcome: string;
    readonly rows: number;
    readonly examples: readonly string[];
  }[];
}

const maximumFindings = 5;
const maximumExamples = 3;

const rank: Readonly<Record<Outcome, number>> = { Failed: 0, Warned: 1, Passed: 2 };

/** summarize counts outcomes and picks the worst findings of a report. */
export function summarize({ checks }: QualityReport): QualitySummary {
  const count = (outcome: Outcome): number =>
    checks.filter((check) => check.outcome === outcome).length;
  return {
    checks: checks.length,
    passed: count('Passed'),
    warned: count('Warned'),
    failed: count('Failed'),
    worst: worstFirst(checks.filter(({ outcome }) => outcome !== 'Passed'))
      .slice(0, maximumFindings)
      .map(({ check, severity, outcome, rowsFailed, examples }) => ({
        check,
        severity,
        outcome,
        rows: rowsFailed,
        examples: examples.slice(0, maximumExamples).map(({ text }) => text),
      })),
  };
}

/** failureMessage tells which checks failed: "2 of 9 checks failed: unique_key (4 rows, allowed 0)…". */
export function failureMessage({ checks }: QualityReport): string {
  const failed = worstFirst(checks.filter(({ outcome }) => outcome === 'Failed'));
  const parts = failed.map(({ check, breach }) => {
    const subject = breach?.dataSet === undefined ? '' : ` of ${breach.dataSet}`;
    return `${check} (${breach?.rowsFailed ?? 0} rows${subject}, allowed ${breach?.rowsAllowed ?? 0})`;
  });
  return `${failed.length} of ${checks.length} checks failed: ${parts.join(', ')}`;
}

function worstFirst(checks: readonly CheckResult[]): readonly CheckResult[] {
  return [...checks].sort(
    (left, right) => rank[left.outcome] - rank[right.outcome] || right.rowsFailed - left.rowsFailed,
  );
}
