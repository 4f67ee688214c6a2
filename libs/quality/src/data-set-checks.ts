import { dataSetEvaluator } from './checks/data-set-evaluator.ts';
import type { ReferenceData } from './checks/row-evaluator.ts';
import { isDataSetCheck, type QualityContract } from './contract.ts';
import { isFailure, type DataSetEvaluator, type DataSetFacts, type Failure } from './finding.ts';
import type { Tally } from './tally.ts';

/** DataSetChecks are the checks of a contract that look at all rows of a data set at once. */
export class DataSetChecks {
  readonly #checks: readonly { readonly evaluate: DataSetEvaluator; readonly tally: Tally }[];

  constructor(
    contract: QualityContract,
    reference: ReferenceData,
    tallyOf: (check: string) => Tally,
  ) {
    this.#checks = contract.checks.filter(isDataSetCheck).map((definition) => ({
      evaluate: dataSetEvaluator(definition, reference),
      tally: tallyOf(definition.name),
    }));
  }

  judge(facts: DataSetFacts): void {
    for (const { evaluate, tally } of this.#checks) {
      const finding = evaluate(facts);
      if (finding === 'NotApplicable') {
        continue;
      }
      const { dataSet, rows, previous } = facts;
      tally.open(dataSet);
      tally.countChecked(Math.max(rows, previous?.rows ?? 0));
      if (isFailure(finding)) {
        tally.countFailed(finding, { name: dataSet }, rowsConcerned(finding, facts));
      }
    }
  }
}

/** Rows that came or went, or else all rows of the data set; a failure is never about no row. */
function rowsConcerned({ reason }: Failure, { rows, previous }: DataSetFacts): number {
  const isAboutCount = reason === 'RowCountDropped' || reason === 'RowCountGrown';
  return Math.max(1, isAboutCount ? Math.abs(rows - (previous?.rows ?? 0)) : rows);
}
