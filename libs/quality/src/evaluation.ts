import { rowEvaluator, type ReferenceData } from './checks/row-evaluator.ts';
import { contractProblems } from './contract-problems.ts';
import {
  isDataSetCheck,
  type QualityContract,
  type RowCheckDefinition,
  type UniqueKeyCheck,
} from './contract.ts';
import { DataSetChecks } from './data-set-checks.ts';
import { dataSetShapes, type DataSetShape } from './data-set-shape.ts';
import {
  isFailure,
  type Failure,
  type Finding,
  type PreviousLoad,
  type RowEvaluator,
} from './finding.ts';
import { KeyLedger, type FirstRow, type KeyFields, type KeySighting } from './key-ledger.ts';
import { Profiler, type Profile } from './profile.ts';
import {
  checkResult,
  type ContractReport,
  type DataSetReport,
  type ExecutionError,
} from './report.ts';
import { showParts, type Row } from './row.ts';
import { Tally } from './tally.ts';

/** RowDecision says what becomes of a row, and of an earlier one that only now turned out suspect. */
export interface RowDecision {
  readonly fate: 'Accepted' | 'Quarantined' | 'Collapsed';
  /** `<check name>:<reason>`; empty unless quarantined. */
  readonly reasons: readonly string[];
  /** An earlier row of this data set that has to be quarantined as well. */
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
  /** Code of the data set. */
  readonly dataSet: string;
  profile: Profile;
  read: number;
  quarantined: number;
  collapsed: number;
}

/**
 * Evaluation holds data sets of one kind against their contract in one pass: open a data set, observe
 * its rows, repeat, finish. It keeps counts, bounded examples and the keys of the open data set, never
 * rows. Every check sees every row (all failures are collected), except that a row which repeats an
 * earlier one word for word is one row.
 */
export class Evaluation {
  readonly #contract: QualityContract;
  readonly #shape: DataSetShape;
  readonly #tallies: ReadonlyMap<string, Tally>;
  readonly #rowChecks: readonly RowCheck[];
  readonly #keyCheck: { readonly name: string; readonly tally: Tally };
  readonly #ledger: KeyLedger;
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
    this.#shape = dataSetShapes[contract.dataSet.kind];
    this.#ledger = new KeyLedger(keyFieldsOf(keyCheck, this.#shape));
    this.#tallies = new Map(contract.checks.map(({ name }) => [name, new Tally()]));
    this.#keyCheck = { name: keyCheck.name, tally: this.#tallyOf(keyCheck.name) };
    const tallyOf = (name: string): Tally => this.#tallyOf(name);
    const context = { reference, owner: this.#shape.owner };
    this.#dataSetChecks = new DataSetChecks(contract, reference, tallyOf);
    this.#rowChecks = contract.checks
      .filter((check) => check.type !== 'unique_key')
      .filter((check) => !isDataSetCheck(check))
      .map((definition) => ({
        definition,
        evaluate: rowEvaluator(definition, context),
        tally: this.#tallyOf(definition.name),
      }));
  }

  /** Opens a data set by its code; once each. */
  open(dataSet: string): void {
    if (this.#totals.some((totals) => totals.dataSet === dataSet)) {
      throw new Error(`data set ${dataSet} was opened before`);
    }
    this.#close();
    this.#ledger.clear();
    this.#open = emptyTotals(dataSet);
    this.#totals.push(this.#open);
    for (const tally of this.#tallies.values()) {
      tally.open(dataSet);
    }
  }

  /** Observes the row at `line` (from 1) of the open data set. */
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
    if (sighting.kind === 'New' && isQuarantined) {
      this.#ledger.setAside(sighting.ordinal);
    }
    const first = sighting.kind === 'Conflicting' ? sighting.first : undefined;
    return isQuarantined
      ? { fate: 'Quarantined', reasons, ...(first && { earlier: this.#suspect(first) }) }
      : accepted;
  }

  /**
   * Closes the evaluation. `previous` holds what the last good load knew of each data set, by code; one
   * that was never loaded is absent.
   */
  finish(previous: ReadonlyMap<string, PreviousLoad>): ContractReport {
    this.#close();
    this.#judgeDataSets(previous);
    const { name, version, dataSet, checks: definitions } = this.#contract;
    const read = new Map(this.#totals.map((totals) => [totals.dataSet, totals.read]));
    const results = definitions.map((check) => checkResult(check, this.#tallyOf(check.name), read));
    return {
      contract: { name, version },
      dataSets: this.#totals.map((totals) => ({
        kind: dataSet.kind,
        ...dataSetReport(totals, previous.get(totals.dataSet)),
      })),
      checks: results.map((result) => ({ ...result, contract: name })),
      executionErrors: [...this.#errors.values()],
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
    const statement = showParts(this.#shape.statement(row));
    const detail =
      first === undefined
        ? `value ${statement} is one more version`
        : `value ${statement} contradicts line ${first.line}`;
    const failure: Failure = { reason: 'ConflictingDuplicate', detail };
    // The first row of the key is found to be wrong at the same time as its first contradiction.
    tally.countFailed(failure, { line, name: this.#nameOf(row) }, first === undefined ? 1 : 2);
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
        tally.countFailed(finding, { line, name: this.#nameOf(row) });
        if (definition.severity === 'Quarantine') {
          reasons = [...reasons, `${definition.name}:${finding.reason}`];
        }
      }
    }
    return reasons;
  }

  #evaluateSafely({ definition, evaluate }: RowCheck, row: Row, line: number): Finding {
    const { dataSet } = this.#open;
    try {
      return evaluate(row, dataSet);
    } catch (error) {
      if (!this.#errors.has(definition.name)) {
        const message = error instanceof Error ? error.message : String(error);
        this.#errors.set(definition.name, { check: definition.name, dataSet, line, message });
      }
      return 'NotApplicable';
    }
  }

  #suspect({ ordinal, line }: FirstRow): { line: number; reason: string } {
    // A row is counted once, however much is wrong with it.
    this.#open.quarantined += Number(this.#ledger.setAside(ordinal));
    return { line, reason: `${this.#keyCheck.name}:ConflictingDuplicate` };
  }

  /** Sums the open data set up, so that memory holds the numbers of one at a time. */
  #close(): void {
    this.#open.profile = this.#profiler.close();
    this.#profiler = new Profiler();
  }

  #judgeDataSets(previous: ReadonlyMap<string, PreviousLoad>): void {
    for (const { dataSet, read: rows, profile } of this.#totals) {
      const facts = { dataSet, rows, profile, previous: previous.get(dataSet) };
      this.#dataSetChecks.judge(facts);
    }
  }

  #nameOf(row: Row): string {
    return showParts(this.#shape.subject(row)) || 'unnamed row';
  }

  #tallyOf(name: string): Tally {
    const tally = this.#tallies.get(name);
    if (tally === undefined) {
      throw new Error(`check ${name} is not part of contract ${this.#contract.name}`);
    }
    return tally;
  }
}

/** What a narrower key leaves out of the natural key is content, so that equal rows stay equal. */
function keyFieldsOf({ fields }: UniqueKeyCheck, shape: DataSetShape): KeyFields {
  const key = fields ?? shape.key;
  const rest = shape.key.filter((field) => !key.includes(field));
  return { key, required: shape.requiredKey, content: [...rest, ...shape.content] };
}

function emptyTotals(dataSet: string): OpenTotals {
  return { dataSet, read: 0, quarantined: 0, collapsed: 0, profile: {} };
}

function dataSetReport(
  totals: OpenTotals,
  previous: PreviousLoad | undefined,
): Omit<DataSetReport, 'kind'> {
  const { read, quarantined, collapsed: repeated } = totals;
  return {
    ...totals,
    accepted: read - quarantined - repeated,
    ...(previous !== undefined && { previous }),
  };
}
