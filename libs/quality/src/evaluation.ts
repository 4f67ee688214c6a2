import { rowEvaluator, type ReferenceData } from './checks/row-evaluator.ts';
import {
  contractProblems,
  isDataSetCheck,
  type QualityContract,
  type RowCheckDefinition,
} from './contract.ts';
import { DataSetChecks } from './data-set-checks.ts';
import {
  isFailure,
  type Failure,
  type Finding,
  type PreviousLoad,
  type RowEvaluator,
} from './finding.ts';
import { KeyLedger, type KeyEntry, type KeySighting } from './key-ledger.ts';
import { Profiler, type Profile } from './profile.ts';
import {
  checkResult,
  verdictOf,
  type ExecutionError,
  type IndicatorReport,
  type QualityReport,
  type RowTotals,
} from './report.ts';
import { describeRow, showValue, type Row } from './row.ts';
import { Tally } from './tally.ts';

/** RowDecision says what becomes of a row, and of an earlier one that only now turned out suspect. */
export interface RowDecision {
  readonly fate: 'Accepted' | 'Quarantined' | 'Collapsed';
  /** `<check name>:<reason>`; empty unless quarantined. */
  readonly reasons: readonly string[];
  /** An earlier row of this partition that has to be quarantined as well. */
  readonly earlier?: { readonly line: number; readonly reason: string };
}

const noReasons: readonly string[] = [];
const accepted: RowDecision = { fate: 'Accepted', reasons: noReasons };
const collapsed: RowDecision = { fate: 'Collapsed', reasons: noReasons };

interface RowCheck {
  readonly definition: RowCheckDefinition;
  readonly evaluate: RowEvaluator;
  readonly tally: Tally;
}

interface OpenTotals {
  readonly indicator: string;
  profile: Profile;
  read: number;
  quarantined: number;
  collapsed: number;
}

/**
 * Evaluation holds rows against a contract in one pass: open a partition, observe its rows, repeat,
 * finish. It keeps counts, bounded examples and the keys of the open partition, never rows. Every
 * check sees every row (all failures are collected), except that a row which repeats an earlier one
 * word for word is one row.
 */
export class Evaluation {
  readonly #contract: QualityContract;
  readonly #tallies: ReadonlyMap<string, Tally>;
  readonly #rowChecks: readonly RowCheck[];
  readonly #keyCheck: { readonly name: string; readonly tally: Tally };
  readonly #ledger = new KeyLedger();
  readonly #totals: OpenTotals[] = [];
  readonly #errors = new Map<string, ExecutionError>();
  readonly #dataSetChecks: DataSetChecks;
  #profiler = new Profiler();
  #open: OpenTotals = emptyTotals('');

  /** Throws when the contract has problems; see `contractProblems`. */
  constructor(contract: QualityContract, reference: ReferenceData = {}) {
    const problems = contractProblems(contract);
    const keyCheck = contract.checks.find((check) => check.type === 'unique_key');
    if (keyCheck === undefined || problems.length > 0) {
      throw new Error(`quality contract ${contract.name} is unusable: ${problems.join('; ')}`);
    }
    this.#contract = contract;
    this.#tallies = new Map(contract.checks.map(({ name }) => [name, new Tally()]));
    this.#keyCheck = { name: keyCheck.name, tally: this.#tallyOf(keyCheck.name) };
    const tallyOf = (name: string): Tally => this.#tallyOf(name);
    this.#dataSetChecks = new DataSetChecks(contract, reference, tallyOf);
    this.#rowChecks = contract.checks
      .filter((check) => check.type !== 'unique_key')
      .filter((check) => !isDataSetCheck(check))
      .map((definition) => ({
        definition,
        evaluate: rowEvaluator(definition, reference),
        tally: this.#tallyOf(definition.name),
      }));
  }

  /** Opens the partition of an indicator. Each indicator has one partition. */
  openPartition(indicator: string): void {
    if (this.#totals.some((totals) => totals.indicator === indicator)) {
      throw new Error(`partition of indicator ${indicator} was opened before`);
    }
    this.#closePartition();
    this.#ledger.clear();
    this.#open = emptyTotals(indicator);
    this.#totals.push(this.#open);
    for (const tally of this.#tallies.values()) {
      tally.open(indicator);
    }
  }

  /** Observes the row at `line` (from 1) of the open partition. */
  observe(row: Row, line: number): RowDecision {
    this.#open.read += 1;
    const sighting = this.#ledger.observe(row, line);
    if (sighting.kind === 'Equal') {
      this.#open.collapsed += 1;
      return collapsed;
    }
    const reasons = this.#judgeRow(row, line, this.#judgeKey(sighting, row, line));
    const isQuarantined = reasons.length > 0;
    this.#open.quarantined += Number(isQuarantined);
    if (!isQuarantined) {
      this.#profiler.observe(row);
    }
    if (sighting.kind === 'New') {
      sighting.entry.isQuarantined = isQuarantined;
    }
    const first = sighting.kind === 'Conflicting' ? sighting.first : undefined;
    return isQuarantined
      ? { fate: 'Quarantined', reasons, ...(first && { earlier: this.#suspect(first) }) }
      : accepted;
  }

  /**
   * Closes the evaluation. `previous` holds what the last good load knew of each indicator; an
   * indicator that was never loaded is absent.
   */
  finish(previous: ReadonlyMap<string, PreviousLoad>): QualityReport {
    this.#closePartition();
    this.#judgeDataSets(previous);
    const { name, version, checks: definitions } = this.#contract;
    const read = new Map(this.#totals.map((totals) => [totals.indicator, totals.read]));
    const checks = definitions.map((check) => checkResult(check, this.#tallyOf(check.name), read));
    const indicators = this.#totals.map((totals) =>
      indicatorReport(totals, previous.get(totals.indicator)),
    );
    const executionErrors = [...this.#errors.values()];
    const rows = sumOf(indicators);
    return {
      contract: { name, version },
      verdict: verdictOf(checks, executionErrors, rows.quarantined),
      rows,
      indicators,
      checks,
      executionErrors,
    };
  }

  #judgeKey(sighting: KeySighting, row: Row, line: number): readonly string[] {
    if (sighting.kind === 'Keyless') {
      return noReasons;
    }
    const { name, tally } = this.#keyCheck;
    tally.countChecked();
    if (sighting.kind !== 'Conflicting') {
      return noReasons;
    }
    const { first } = sighting;
    const detail =
      first === undefined
        ? `value ${showValue(row.NumericValue ?? row.Value)} is one more version`
        : `value ${showValue(row.NumericValue ?? row.Value)} contradicts line ${first.line}`;
    const failure: Failure = { reason: 'ConflictingDuplicate', detail };
    // The first row of the key is found to be wrong at the same time as its first contradiction.
    tally.countFailed(failure, { line, name: describeRow(row) }, first === undefined ? 1 : 2);
    return [`${name}:ConflictingDuplicate`];
  }

  /** Returns the given reasons and those of every check; makes a new list only when there are more. */
  #judgeRow(row: Row, line: number, keyReasons: readonly string[]): readonly string[] {
    let reasons = keyReasons;
    for (const check of this.#rowChecks) {
      const finding = this.#evaluateSafely(check, row, line);
      if (finding === 'NotApplicable') {
        continue;
      }
      const { definition, tally } = check;
      tally.countChecked();
      if (isFailure(finding)) {
        tally.countFailed(finding, { line, name: describeRow(row) });
        if (definition.severity === 'Quarantine') {
          reasons = [...reasons, `${definition.name}:${finding.reason}`];
        }
      }
    }
    return reasons;
  }

  #evaluateSafely({ definition, evaluate }: RowCheck, row: Row, line: number): Finding {
    const { indicator } = this.#open;
    try {
      return evaluate(row, indicator);
    } catch (error) {
      if (!this.#errors.has(definition.name)) {
        const message = error instanceof Error ? error.message : String(error);
        this.#errors.set(definition.name, { check: definition.name, indicator, line, message });
      }
      return 'NotApplicable';
    }
  }

  #suspect(first: KeyEntry): { line: number; reason: string } {
    this.#open.quarantined += Number(!first.isQuarantined);
    first.isQuarantined = true;
    return { line: first.line, reason: `${this.#keyCheck.name}:ConflictingDuplicate` };
  }

  /** Sums the open partition up, so that memory holds the numbers of one indicator at a time. */
  #closePartition(): void {
    this.#open.profile = this.#profiler.close();
    this.#profiler = new Profiler();
  }

  #judgeDataSets(previous: ReadonlyMap<string, PreviousLoad>): void {
    for (const { indicator, read: rows, profile } of this.#totals) {
      const facts = { indicator, rows, profile, previous: previous.get(indicator) };
      this.#dataSetChecks.judge(facts);
    }
  }

  #tallyOf(name: string): Tally {
    const tally = this.#tallies.get(name);
    if (tally === undefined) {
      throw new Error(`check ${name} is not part of contract ${this.#contract.name}`);
    }
    return tally;
  }
}

function emptyTotals(indicator: string): OpenTotals {
  return { indicator, read: 0, quarantined: 0, collapsed: 0, profile: {} };
}

function indicatorReport(totals: OpenTotals, previous: PreviousLoad | undefined): IndicatorReport {
  const { read, quarantined, collapsed: repeated } = totals;
  return {
    ...totals,
    accepted: read - quarantined - repeated,
    ...(previous !== undefined && { previous }),
  };
}

function sumOf(totals: readonly RowTotals[]): RowTotals {
  const sum = { read: 0, accepted: 0, quarantined: 0, collapsed: 0 };
  for (const { read, accepted: kept, quarantined, collapsed: repeated } of totals) {
    sum.read += read;
    sum.accepted += kept;
    sum.quarantined += quarantined;
    sum.collapsed += repeated;
  }
  return sum;
}
