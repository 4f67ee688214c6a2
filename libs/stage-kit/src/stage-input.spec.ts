import { describe, expect, it } from '@jest/globals';
import { readStageInput } from './stage-input.ts';

const environment = {
  PIPELINE_RUN_NAME: 'demo',
  PIPELINE_RUN_UID: 'uid-1',
  PIPELINE_NAMESPACE: 'gho-platform',
  PIPELINE_STAGE: 'ingest',
  PIPELINE_ATTEMPT: '2',
};

describe('readStageInput', () => {
  it('is shard 0 of 1 when the Job is not indexed', () => {
    expect(readStageInput(environment)).toEqual({
      runName: 'demo',
      runUid: 'uid-1',
      namespace: 'gho-platform',
      stage: 'ingest',
      attempt: 2,
      shards: 1,
      shardIndex: 0,
      loadId: 'uid-1/2',
    });
  });

  it('takes its shard from the completion index', () => {
    const indexed = { ...environment, PIPELINE_SHARDS: '3', JOB_COMPLETION_INDEX: '2' };
    expect(readStageInput(indexed)).toMatchObject({ shards: 3, shardIndex: 2 });
  });

  it('refuses an index beyond the shards', () => {
    const indexed = { ...environment, PIPELINE_SHARDS: '3', JOB_COMPLETION_INDEX: '3' };
    expect(() => readStageInput(indexed)).toThrow(
      'JOB_COMPLETION_INDEX is "3", expected an integer from 0 up to 2',
    );
  });
});
