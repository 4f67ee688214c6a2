import type { PipelineRunStatusResults } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import { shorten } from './text.ts';
import type { StageStatus } from './types.ts';

type Results = PipelineRunStatusResults;

/** resultsOf picks the run's figures that are worth a column; undefined while there are none. */
export function resultsOf(stages: readonly StageStatus[]): Results | undefined {
  const results: Results = {
    ...ingested(stages),
    ...loaded(stages),
    ...rejected(stages),
    ...quality(stages),
    ...tests(stages),
    ...model(stages),
  };
  return Object.keys(results).length === 0 ? undefined : results;
}

function ingested(stages: readonly StageStatus[]): Results {
  const written = stages.find(({ rows }) => rows?.written !== undefined)?.rows?.written;
  return written === undefined ? {} : { rowsIngested: written };
}

/** Rows that were written again and rows that were there already are in force alike. */
function loaded(stages: readonly StageStatus[]): Results {
  const stage = stages.findLast(
    ({ state, rows, quality: report }) =>
      state === 'Succeeded' && rows?.written !== undefined && report !== undefined,
  );
  if (stage?.rows === undefined) return {};
  return { rowsLoaded: (stage.rows.written ?? 0) + (stage.rows.unchanged ?? 0) };
}

function rejected(stages: readonly StageStatus[]): Results {
  const counts = stages.map(({ rows }) => rows?.rejected).filter((count) => count !== undefined);
  if (counts.length === 0) return {};
  return { rowsRejected: sum(counts) ?? 0 };
}

function quality(stages: readonly StageStatus[]): Results {
  const total = sum(stages.map((stage) => stage.quality?.checks));
  const passed = sum(stages.map((stage) => stage.quality?.passed));
  return total === undefined ? {} : { quality: ratio(passed, total) };
}

function tests(stages: readonly StageStatus[]): Results {
  const total = sum(stages.map((stage) => stage.tests?.total));
  const passed = sum(stages.map((stage) => stage.tests?.passed));
  return total === undefined ? {} : { tests: ratio(passed, total) };
}

function model(stages: readonly StageStatus[]): Results {
  const registered = stages.findLast((stage) => stage.model !== undefined)?.model;
  return registered === undefined ? {} : { model: `${registered.name}/${registered.version}` };
}

function ratio(passed: number | undefined, total: number): string {
  return shorten(`${passed ?? 0}/${total}`, bounds.ratio);
}

function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0
    ? undefined
    : Math.min(
        known.reduce((total, count) => total + count, 0),
        Number.MAX_SAFE_INTEGER,
      );
}
