import type { Fields } from '@gho-platform/gho';
import type { Evaluation, RowDecision } from '@gho-platform/quality';
import type { Manifest, RawZone } from '@gho-platform/raw-zone';
import type { SourceLine, StagingArea, SuspectLines } from '@gho-platform/warehouse';
import { observationKey, toObservationRow } from './observation-row.ts';

export interface RowPath {
  readonly zone: RawZone;
  readonly evaluation: Evaluation;
  readonly staging: StagingArea;
  readonly signal: AbortSignal;
}

/**
 * stagePartition reads one indicator once: each row is judged and goes to the staging table as
 * accepted or rejected. Memory holds one batch and the keys of this indicator. Returns the rows that
 * turned out to be suspect after they had been staged.
 */
export async function stagePartition(
  { zone, evaluation, staging, signal }: RowPath,
  manifest: Manifest,
): Promise<readonly SuspectLines[]> {
  const indicator = manifest.dataset.code;
  const suspects = new Map<string, number[]>();
  evaluation.open(indicator);
  for await (const rows of zone.read(manifest, signal)) {
    for (const { fields, line } of rows) {
      const decision = evaluation.observe(fields, line);
      rememberSuspect(suspects, decision);
      stageRow(staging, { fields, source: { indicator, line } }, decision);
    }
    await staging.relieved();
  }
  return [...suspects].map(([reason, lines]) => ({ indicator, reason, lines }));
}

function stageRow(
  staging: StagingArea,
  { fields, source }: { fields: Fields; source: SourceLine },
  { fate, reasons }: RowDecision,
): void {
  switch (fate) {
    case 'Accepted':
      staging.add(source, toObservationRow(fields, source));
      break;
    case 'Quarantined':
      staging.reject(source, {
        observationKey: observationKey(fields),
        reasons,
        record: fields,
      });
      break;
    case 'Collapsed':
      break;
  }
}

function rememberSuspect(suspects: Map<string, number[]>, { earlier }: RowDecision): void {
  if (earlier !== undefined) {
    const lines = suspects.get(earlier.reason) ?? [];
    lines.push(earlier.line);
    suspects.set(earlier.reason, lines);
  }
}
