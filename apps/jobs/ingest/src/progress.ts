import type { StageResult } from '@gho-platform/stage-kit';
import { DriftFinding } from './drift-finding.ts';
import type { ItemOutcome } from './ingest-item.ts';
import { RowTally } from './row-tally.ts';

/** Progress is what a shard has reached, whether or not more follows. */
export class Progress {
  readonly #tally = new RowTally();
  readonly #drift = new DriftFinding();

  add(outcome: ItemOutcome): void {
    this.#tally.add(outcome);
    this.#drift.add(outcome.manifest);
  }

  result(): StageResult {
    const quality = this.#drift.quality();
    return { rows: this.#tally.counts(), ...(quality && { quality }) };
  }
}
