import { readEnvironment, type Environment } from './environment.ts';

/** StageInput says for which run, stage, attempt and shard this container works. */
export interface StageInput {
  readonly runName: string;
  readonly runUid: string;
  readonly namespace: string;
  readonly stage: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly shards: number;
  /** 0 up to `shards - 1`. */
  readonly shardIndex: number;
  /** `<run uid>/<attempt>`: the key under which everything unpublished is written. */
  readonly loadId: string;
}

/** readStageInput throws one ConfigurationError that names every wrong PIPELINE_* field. */
export function readStageInput(environment: Environment): StageInput {
  return readEnvironment(environment, (reader) => {
    const runUid = reader.text('PIPELINE_RUN_UID');
    const attempt = reader.integer('PIPELINE_ATTEMPT', { minimum: 1 });
    const shards = reader.integer('PIPELINE_SHARDS', { fallback: 1, minimum: 1 });
    return {
      runName: reader.text('PIPELINE_RUN_NAME'),
      runUid,
      namespace: reader.text('PIPELINE_NAMESPACE'),
      stage: reader.text('PIPELINE_STAGE'),
      attempt,
      shards,
      // Kubernetes sets it in Indexed Jobs only, so one shard has no index.
      shardIndex: reader.integer('JOB_COMPLETION_INDEX', {
        fallback: 0,
        minimum: 0,
        maximum: Math.max(shards, 1) - 1,
      }),
      loadId: `${runUid}/${attempt}`,
    };
  });
}
