import type { StoredPipelineRun } from '@gho-platform/api';
import { agoText, reasonOf, spanText } from '@gho-platform/run-text';
import { tableText } from './table.ts';

type Column = readonly [heading: string, cell: (run: StoredPipelineRun, nowMs: number) => string];

const columns: readonly Column[] = [
  ['NAME', ({ metadata }) => metadata.name],
  ['PIPELINE', ({ spec }) => spec.pipelineRef.name],
  ['STATE', (run) => reasonOf(run)],
  ['STAGE', ({ status }) => status?.currentStage ?? ''],
  ['PROGRESS', ({ status }) => status?.progress ?? ''],
  ['ROWS', ({ status }) => count(status?.results?.rowsLoaded)],
  ['REJECTED', ({ status }) => count(status?.results?.rowsRejected)],
  ['QUALITY', ({ status }) => status?.results?.quality ?? ''],
  ['TESTS', ({ status }) => status?.results?.tests ?? ''],
  ['MODEL', ({ status }) => status?.results?.model ?? ''],
  ['TOOK', ({ status }, nowMs) => spanText(status ?? {}, nowMs)],
  ['AGE', ({ metadata }, nowMs) => agoText(metadata.creationTimestamp, nowMs)],
  ['WAITING', ({ status }) => status?.waiting?.reason ?? ''],
];

const namespaceColumn: Column = ['NAMESPACE', ({ metadata }) => metadata.namespace];

export interface RunsTableOptions {
  readonly nowMs: number;
  readonly withNamespace: boolean;
}

/** runsTable is one line a run. */
export function runsTable(
  runs: readonly StoredPipelineRun[],
  { nowMs, withNamespace }: RunsTableOptions,
): string {
  const shown = withNamespace ? [namespaceColumn, ...columns] : columns;
  return tableText(
    shown.map(([heading]) => heading),
    runs.map((run) => shown.map(([, cell]) => cell(run, nowMs))),
  );
}

function count(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
