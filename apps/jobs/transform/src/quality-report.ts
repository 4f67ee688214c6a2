import type { QualityReport } from '@gho-platform/quality';
import type { Manifest, ObjectStore } from '@gho-platform/raw-zone';
import type { StageInput } from '@gho-platform/stage-kit';
import { renderPage } from './report-page/page.ts';

/** QualityDocument is everything that is known about the data of a load; it is published as JSON. */
export interface QualityDocument extends QualityReport {
  /** 2 since dimensions and the catalogue are in it. */
  readonly version: 2;
  readonly loadId: string;
  readonly run: string;
  /** Day of the pull, `YYYY-MM-DD`. */
  readonly ingestionDate: string;
  readonly sources: readonly Pick<
    Manifest,
    'dataset' | 'ingestionDate' | 'object' | 'sha256' | 'contentHash'
  >[];
}

/** The full report lies beside the other artefacts of the run; a repeated attempt replaces it. */
export function qualityReportKey({ runUid }: StageInput): string {
  return `reports/${runUid}/quality.json`;
}

/** The same for people: a page that a browser shows as it is. */
export function qualityPageKey({ runUid }: StageInput): string {
  return `reports/${runUid}/quality.html`;
}

export interface ReportContent {
  readonly report: QualityReport;
  readonly ingestionDate: string;
  readonly sources: readonly Manifest[];
}

/** writeQualityReport stores the report as JSON and as a page. */
export async function writeQualityReport(
  store: ObjectStore,
  input: StageInput,
  content: ReportContent,
): Promise<void> {
  const document = documentOf(input, content);
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  await store.putText(qualityReportKey(input), text, 'application/json');
  await store.putText(qualityPageKey(input), renderPage(document), 'text/html; charset=utf-8');
}

function documentOf(
  { loadId, runName }: StageInput,
  { report, ingestionDate, sources }: ReportContent,
): QualityDocument {
  return {
    version: 2,
    loadId,
    run: runName,
    ingestionDate,
    ...report,
    sources: sources.map(({ dataset, ingestionDate: day, object, sha256, contentHash }) => ({
      ...{ dataset, ingestionDate: day, object, sha256, contentHash },
    })),
  };
}
