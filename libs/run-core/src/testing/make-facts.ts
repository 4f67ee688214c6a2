import type { StoredPipelineSpec } from '@gho-platform/api';
import type { Facts } from '../facts.ts';
import { makePipeline } from './make-pipeline.ts';
import { makeRun } from './make-run.ts';

/** The instant of makeFacts. */
export const noon = '2026-06-01T12:00:00.000Z';

/** makeFacts starts at noon with a new run of a Pipeline of two stages, `ingest` and `transform`. */
export function makeFacts(fields: Partial<Facts> = {}): Facts {
  return {
    run: makeRun().build(),
    pipeline: resolved(makePipeline().withStage('ingest').withStage('transform').build()),
    jobs: [],
    foreignJobNames: [],
    deniedJobs: [],
    trustsApprovals: true,
    turn: { kind: 'Open' },
    now: noon,
    ...fields,
  };
}

/** The frozen Pipeline as facts have it. */
export function resolved(spec: StoredPipelineSpec): Facts['pipeline'] {
  return { kind: 'Resolved', revision: 'gho-5c7d9', spec };
}

/** The instant so many seconds after noon. */
export function secondsAfterNoon(seconds: number): string {
  return new Date(Date.parse(noon) + seconds * 1000).toISOString();
}
