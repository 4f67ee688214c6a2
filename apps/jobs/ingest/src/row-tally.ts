import type { RowCounts } from '@gho-platform/stage-kit';
import type { ItemOutcome } from './ingest-item.ts';

/**
 * RowTally counts the observations of the day's partitions, so that the figure is the one that the
 * next stage reads; dimensions and the catalogue are reference data. `unchanged` are those whose
 * content the raw zone had before, today or on an earlier day; `written` are the others.
 */
export class RowTally {
  #written = 0;
  #unchanged = 0;

  add({ manifest, outcome }: ItemOutcome): void {
    if (manifest.dataset.kind !== 'indicator') return;
    if (outcome === 'kept' || manifest.unchangedSince !== undefined) {
      this.#unchanged += manifest.rows;
    } else {
      this.#written += manifest.rows;
    }
  }

  counts(): RowCounts {
    const [written, unchanged] = [this.#written, this.#unchanged];
    return { read: written + unchanged, written, unchanged };
  }
}
