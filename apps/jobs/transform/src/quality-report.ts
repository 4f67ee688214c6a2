import type { QualityReport } from '@gho-platform/quality';
import type { Manifest, ObjectStore } from '@gho-platform/raw-zone';
import type { StageInput } from '@gho-platform/stage-kit';

/** The full report lies beside the other artefacts of the run; a repeated attempt replaces it. */
export function qualityReportKey({ runUid }: StageInput): string {
  return `reports/${runUid}/quality.json`;
}

/** writeQualityReport stores everything that is known about the data of a load. */
export async function writeQualityReport(
  store: ObjectStore,
  input: StageInput,
  { report, sources }: { report: QualityReport; sources: readonly Manifest[] },
): Promise<void> {
  const document = {
    version: 1,
    loadId: input.loadId,
    run: input.runName,
    ...report,
    sources: sources.map(({ dataset, ingestionDate, object, sha256, contentHash }) => ({
      ...{ dataset, ingestionDate, object, sha256, contentHash },
    })),
  };
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  await store.putText(qualityReportKey(input), text, 'application/json');
}
