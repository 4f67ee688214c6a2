import { describe, expect, it } from '@jest/globals';
import type { PipelineRunStatusWaiting } from '@gho-platform/api';
import { pod, running } from '../__fixtures__/pods.ts';
import { at, attempt, condition, nowMs, run, underWay } from '../__fixtures__/runs.ts';
import type { KubeEvent } from './evidence.ts';
import { explain } from './explain.ts';

const transform = {
  name: 'transform',
  state: 'Running' as const,
  attempts: [attempt('transform', 1, 'Failed'), attempt('transform', 2, 'Running')],
};

function waitingFor(waiting: Omit<PipelineRunStatusWaiting, 'since'>): string {
  const status = { currentStage: 'transform', waiting: { since: at(70), ...waiting } };
  return explain(underWay([transform], status), { nowMs }).sentence;
}

describe('why a run waits', () => {
  it.each([
    [
      { reason: 'PipelineNotFound', on: 'le', message: '' },
      'le-x7k2p waits for somebody to create Pipeline le, for 30s.',
    ],
    [
      { reason: 'RetryBackoff', on: 'transform', until: at(112), message: 'no luck.' },
      'le-x7k2p waits 12s more before stage transform is tried again, since attempt 2 failed: no luck.',
    ],
    [
      { reason: 'Suspended', on: 'transform', message: 'set spec.suspend' },
      'le-x7k2p is suspended before stage transform, for 30s; "kubectl pipelines continue le-x7k2p" lets it go on.',
    ],
    [
      { reason: 'Stopping', on: 'job-1', message: '' },
      'le-x7k2p waits for Job job-1 to end, for 30s: its pods have their grace period.',
    ],
    [
      { reason: 'Unschedulable', on: 'pod-1', message: '0/1 nodes are available' },
      'le-x7k2p waits for a node on which pod pod-1 of stage transform fits, for 30s: 0/1 nodes are available.',
    ],
    [
      { reason: 'ImagePull', on: 'example.org/x:1', message: 'not found' },
      'le-x7k2p waits for image example.org/x:1 of stage transform, for 30s: not found.',
    ],
    [
      { reason: 'ContainerConfig', on: 'pod-1', message: 'secret "s" not found' },
      'le-x7k2p waits for the configuration of pod pod-1 of stage transform, for 30s: secret "s" not found.',
    ],
    [
      { reason: 'Quota', on: 'job-1', message: 'exceeded quota' },
      'le-x7k2p waits for the API server to accept the work of stage transform, for 30s: exceeded quota.',
    ],
    [
      { reason: 'Something' as 'Quota', on: 'x', message: 'new' },
      'le-x7k2p waits (Something) on x, for 30s: new.',
    ],
  ] as const)('%j', (waiting, sentence) => {
    expect(waitingFor(waiting)).toBe(sentence);
  });

  it('shows pods and the newest warnings as evidence, and what may not be read', () => {
    const event = (seconds: number, reason: string, count = 1): KubeEvent => ({
      metadata: { name: reason },
      involvedObject: { kind: 'Job', name: 'job-1' },
      reason,
      message: 'pods "x" is\nforbidden',
      count,
      lastTimestamp: at(seconds),
    });
    const pods = [
      pod({ stage: 'transform', attempt: 1, status: { phase: 'Failed' } }),
      pod({ stage: 'transform', attempt: 2, state: running }),
      pod({
        stage: 'transform',
        attempt: 2,
        suffix: 'b',
        state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } },
      }),
      pod({
        stage: 'transform',
        attempt: 2,
        suffix: 'c',
        status: {
          phase: 'Pending',
          conditions: [
            { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' },
          ],
        },
      }),
    ];
    const events = [event(40, 'Old'), event(90, 'Newest', 5), event(50, 'Third'), event(60, 'B')];
    const evidence = { pods, events, unreadable: ['secrets'] };
    expect(explain(underWay([transform]), { nowMs, evidence }).evidence).toEqual([
      'pod le-x7k2p-transform-2-0-a: runs for 1m00s',
      'pod le-x7k2p-transform-2-0-b: ImagePullBackOff: Back-off',
      'pod le-x7k2p-transform-2-0-c: Unschedulable: no node',
      'event 10s ago (5 times) on Job job-1: Newest: pods "x" is forbidden',
      'event 40s ago on Job job-1: B: pods "x" is forbidden',
      'event 50s ago on Job job-1: Third: pods "x" is forbidden',
      'you may not read secrets, which could say more',
    ]);
  });

  it('names the Pipelines that exist', () => {
    const waiting = { reason: 'PipelineNotFound', on: 'le', since: at(1), message: '' } as const;
    const status = { conditions: [condition('Unknown', 'PipelineNotFound')], waiting };
    const lines = (pipelines: readonly string[]): readonly string[] =>
      explain(run(status), { nowMs, evidence: { pipelines } }).evidence;
    expect(lines(['a', 'b'])).toEqual(['namespace demo has these Pipelines: a, b']);
    expect(lines([])).toEqual(['namespace demo has no Pipelines']);
  });
});

describe('a run that waits for nothing', () => {
  it('says what runs since when', () => {
    expect(explain(underWay([transform], { progress: '1/2' }), { nowMs })).toMatchObject({
      state: 'Running',
      sentence: 'le-x7k2p is at work: stage transform (attempt 2) runs for 1m20s, 1/2 stages done.',
    });
  });

  it('says that the operator has not seen a change', () => {
    const status = { observedGeneration: 0 };
    expect(explain(underWay([transform], status), { nowMs }).evidence).toEqual([
      'the operator has not seen the last change of the spec yet',
    ]);
  });

  it('says that nobody has accepted it', () => {
    expect(explain(run(), { nowMs })).toMatchObject({
      state: 'New',
      sentence: expect.stringContaining('which has not accepted it in the 1m40s since'),
    });
  });
});

describe('why a run ended as it did', () => {
  const times = { startedAt: at(1), finishedAt: at(40) };

  it('says what it made', () => {
    const status = {
      ...times,
      conditions: [condition('True', 'Succeeded')],
      progress: '4/4',
      results: { rowsLoaded: 7, rowsRejected: 2, quality: '12/13', model: 'le/1' },
    };
    expect(explain(run(status), { nowMs })).toEqual({
      state: 'Ended',
      reason: 'Succeeded',
      sentence:
        'le-x7k2p succeeded 1m00s ago, after 39s: 4/4 stages, 7 rows loaded, 2 rejected, quality 12/13, model le/1.',
      evidence: [],
    });
  });

  it('says what a run would have done that only asked', () => {
    const message = 'nothing was created; a run would start now; it would run 2 stages';
    const asked = run({ conditions: [condition('True', 'Planned', message)], finishedAt: at(40) });
    expect(explain(asked, { nowMs })).toEqual({
      state: 'Ended',
      reason: 'Planned',
      sentence: `le-x7k2p: ${message}.`,
      evidence: [],
    });
  });

  it('says which stage is to blame, with its attempts and its data', () => {
    const status = {
      ...times,
      conditions: [condition('False', 'DataQualityFailed', 'stage transform: 1 check failed')],
      stages: [
        {
          name: 'transform',
          state: 'Failed' as const,
          attempts: [attempt('transform', 1, 'Failed')],
          quality: {
            checks: 2,
            passed: 1,
            worst: [{ check: 'range', outcome: 'Failed', rows: 1, examples: ['BTN 2016'] }],
          },
          tests: { total: 1, failures: ['not_null_x'] },
        },
      ],
    };
    const { sentence, evidence } = explain(run(status), { nowMs });
    expect(sentence).toBe(
      'le-x7k2p ended 1m00s ago, after 39s, with DataQualityFailed: stage transform: 1 check failed.',
    );
    expect(evidence).toEqual([
      'stage transform, attempt 1: Failed: StageCrashed: exit code 1: no luck',
      'check range Failed: 1 row',
      '  for example BTN 2016',
      'dbt test failed: not_null_x',
    ]);
  });
});
