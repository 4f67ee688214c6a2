import { describeChange, type Manifest, type SchemaDrift } from '@gho-platform/raw-zone';
import type { QualitySummary } from '@gho-platform/stage-kit';

/**
 * DriftFinding tells the run's status of data sets whose schema is another one than before. It is told
 * only when there are any: a source that stays as it was is not worth a check of its own.
 */
export class DriftFinding {
  #rows = 0;
  #examples: string[] = [];

  add({ dataset, schemaDrift, rows }: Manifest): void {
    if (schemaDrift === undefined) return;
    this.#rows += rows;
    this.#examples.push(describe(dataset.code, schemaDrift));
  }

  /** quality counts one warned check a data set; undefined when there is none. */
  quality(): QualitySummary | undefined {
    const warned = this.#examples.length;
    if (warned === 0) return undefined;
    const finding = {
      ...{ check: 'schema_unchanged', severity: 'Warn', outcome: 'Warned' },
      ...{ rows: this.#rows, examples: this.#examples },
    };
    return { checks: warned, passed: 0, warned, failed: 0, worst: [finding] };
  }
}

function describe(code: string, { comparedWith, changes }: SchemaDrift): string {
  return `${code} since ${comparedWith}: ${changes.map(describeChange).join('; ')}`;
}
