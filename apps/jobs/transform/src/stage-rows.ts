import type { Evaluation, RowDecision } from '@gho-platform/quality';
import type { Manifest, RawRow, RawZone } from '@gho-platform/raw-zone';
import type { StagingArea, SuspectLines } from '@gho-platform/warehouse';
import type { JudgedBatch } from './row-encoding/encode-batch.ts';
import type { RowEncoder } from './row-encoding/row-encoder.ts';

export interface RowPath {
  readonly zone: RawZone;
  readonly evaluation: Evaluation;
  readonly encoder: RowEncoder;
  readonly staging: StagingArea;
  readonly signal: AbortSignal;
}

/**
 * stagePartition reads one indicator once: each row is judged and goes to the staging table as
 * accepted or rejected. Memory holds some batches and the keys of this indicator. Returns the rows that
 * turned out to be suspect after they had been staged.
 */
export async function stagePartition(
  { zone, evaluation, encoder, staging, signal }: RowPath,
  manifest: Manifest,
): Promise<readonly SuspectLines[]> {
  const indicator = manifest.dataset.code;
  const judge = new BatchJudge(evaluation, indicator);
  const batches = judged(zone.read(manifest, signal), judge);
  for await (const lines of encoder.encode(batches)) {
    await staging.write(lines);
  }
  return [...judge.suspects].map(([reason, lines]) => ({ indicator, reason, lines }));
}

async function* judged(
  batches: AsyncIterable<readonly RawRow[]>,
  judge: BatchJudge,
): AsyncGenerator<JudgedBatch> {
  for await (const rows of batches) {
    yield judge.judge(rows);
  }
}

class BatchJudge {
  /** Lines by reason. */
  readonly suspects = new Map<string, number[]>();
  readonly #evaluation: Evaluation;
  readonly #indicator: string;

  constructor(evaluation: Evaluation, indicator: string) {
    this.#evaluation = evaluation;
    this.#indicator = indicator;
    evaluation.open(indicator);
  }

  judge(rows: readonly RawRow[]): JudgedBatch {
    const quarantined = new Map<number, readonly string[]>();
    const collapsed = new Set<number>();
    for (const [place, { fields, line }] of rows.entries()) {
      const decision = this.#evaluation.observe(fields, line);
      this.#rememberSuspect(decision);
      if (decision.fate === 'Quarantined') {
        quarantined.set(place, decision.reasons);
      } else if (decision.fate === 'Collapsed') {
        collapsed.add(place);
      }
    }
    const texts = rows.map(({ text }) => text);
    const firstLine = rows[0]?.line ?? 1;
    return { indicator: this.#indicator, firstLine, texts, quarantined, collapsed };
  }

  #rememberSuspect({ earlier }: RowDecision): void {
    if (earlier !== undefined) {
      const lines = this.suspects.get(earlier.reason) ?? [];
      lines.push(earlier.line);
      this.suspects.set(earlier.reason, lines);
    }
  }
}
