import { describe, expect, it } from '@jest/globals';
import type { Facts, Origin, StageResult, Turn } from './facts.ts';
import { plan } from './plan.ts';
import type { Plan } from './plan-types.ts';
import { previewJobs } from './preview-jobs.ts';
import {
  makeFacts,
  makePipeline,
  makeRun,
  noon,
  resolved,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const threeStages = makePipeline()
  .withParameter('date', { default: '2026-06-01' })
  .withPartition('date')
  .withStage('ingest', { shards: 4, parallelism: 2, args: ['$(parameters.date)'] })
  .withStage('publish', {
    approval: { message: 'read the report' },
    env: [{ name: 'KEY', value: '$(stages.ingest.outputs.key)' }],
  })
  .withStage('notify', {
    when: 'Finally',
    retry: { limit: 1, backoffSeconds: 10, factor: 2, maxBackoffSeconds: 300 },
    env: [{ name: 'WHY', value: '$(run.reason) $(stages.ingest.outputs.key)' }],
  });

function previewFacts(fields: Partial<Facts> = {}): Facts {
  return makeFacts({
    run: makeRun().planning().build(),
    pipeline: resolved(threeStages.build()),
    ...fields,
  });
}

function messageOf({ status }: Plan): string {
  return status.conditions?.find(({ type }) => type === 'Succeeded')?.message ?? '';
}

function stageMessages({ status }: Plan): Record<string, string | undefined> {
  return Object.fromEntries((status.stages ?? []).map(({ name, message }) => [name, message]));
}

describe('a run of mode Plan', () => {
  it('ends at once, creates nothing and says what each stage would do', () => {
    const decided = plan(previewFacts());
    expect(succeededOf(decided)).toBe('True Planned');
    expect(stagesOf(decided)).toBe('ingest:Planned publish:Planned notify:Planned');
    expect(stageMessages(decided)).toEqual({
      ingest: 'would run gho-platform/ingest:0.1.0, 4 shards, 2 at a time, at most 2 retries',
      publish:
        'would wait for an approval: read the report; then would run gho-platform/publish:0.1.0, at most 2 retries',
      notify: 'would run whatever happens: gho-platform/notify:0.1.0, at most 1 retry',
    });
    expect(messageOf(decided)).toBe(
      'nothing was created; a run would start now; it would run 3 stages, wait for 1 approval',
    );
    expect(decided.actions).toEqual([]);
    expect(decided.events.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'Normal RunPlanned',
    ]);
    expect(decided.requeueAfterMs).toBeUndefined();
  });

  it('shows what the run would work with, and freezes nothing', () => {
    const { status } = plan(previewFacts());
    expect(status).toMatchObject({
      parameters: [{ name: 'date', value: '2026-06-01' }],
      partition: '2026-06-01',
      progress: '0/2',
      currentStage: 'ingest',
      finishedAt: noon,
    });
    expect(status).not.toHaveProperty('startedAt');
    expect(status).not.toHaveProperty('pipelineRevision');
    expect(status).not.toHaveProperty('waiting');
  });

  it('stays as it ended, whatever becomes of the cluster', () => {
    const story = new Story(previewFacts());
    const first = story.next();
    const later = story.next({ turn: { kind: 'Undecided' }, now: secondsAfterNoon(60) });
    expect(later).toMatchObject({ status: first.status, actions: [], events: [] });
  });

  it('creates nothing either when somebody edited its status by hand', () => {
    const status = { startedAt: noon, stages: [{ name: 'ingest', state: 'Pending' as const }] };
    const decided = plan(previewFacts({ run: makeRun().planning().withStatus(status).build() }));
    expect(succeededOf(decided)).toBe('True Planned');
    expect(decided.actions).toEqual([]);
  });
});

describe('the start that a run of mode Plan foretells', () => {
  const queued: Turn = {
    kind: 'Queued',
    reason: 'ConcurrencyLimit',
    on: 'gho',
    position: 3,
    message: '3 of 12 in the queue of pipeline gho',
  };

  it.each<[string, Turn, string]>([
    ['let in', { kind: 'Admitted' }, 'a run would start now;'],
    [
      'undecided',
      { kind: 'Undecided' },
      'a run would queue for pipeline gho, and start at once if a place is free;',
    ],
    ['queued', queued, 'a run would wait: 3 of 12 in the queue of pipeline gho;'],
  ])('%s', (_, turn, text) => {
    const decided = plan(previewFacts({ turn }));
    expect(succeededOf(decided)).toBe('True Planned');
    expect(messageOf(decided)).toContain(`nothing was created; ${text}`);
    expect(stagesOf(decided)).toContain('ingest:Planned');
  });

  it('suspended', () => {
    const run = makeRun().planning().suspended().build();
    expect(messageOf(plan(previewFacts({ run, turn: queued })))).toContain(
      'a run would wait until spec.suspend is false;',
    );
  });

  it.each([
    ['Succeeded', 'True Planned'],
    ['Failed', 'False AlreadyDone'],
  ] as const)('already done: %s', (outcome, end) => {
    const turn = {
      kind: 'AlreadyDone',
      outcome,
      message: 'partition x was made by gho-0',
    } as const;
    const facts = previewFacts({ turn });
    const decided = plan(facts);
    expect(succeededOf(decided)).toBe(end);
    expect(stagesOf(decided)).toBe('ingest:Skipped publish:Skipped notify:Skipped');
    expect(messageOf(decided)).toBe(
      'nothing was created; a run would end as AlreadyDone: partition x was made by gho-0',
    );
    expect(previewJobs(facts)).toEqual([]);
  });

  it('waits for its Pipeline as any run, and no longer than any run', () => {
    const pipeline = { kind: 'Missing', message: 'Pipeline gho does not exist' } as const;
    const run = makeRun().planning().withPendingTimeoutSeconds(60).build();
    const story = new Story(previewFacts({ run, pipeline }));
    expect(succeededOf(story.next())).toBe('Unknown PipelineNotFound');
    expect(succeededOf(story.next({ now: secondsAfterNoon(60) }))).toBe('False PendingTimedOut');
  });
});

describe('what a run of mode Plan finds wrong', () => {
  const unknownParameter = makeRun().planning().withParameter('no', 'x').build();
  const cancelled = makeRun().planning().cancelled().build();
  const resuming = makeRun().planning().resumingFrom('gho-0').build();

  it.each<[string, Partial<Facts>]>([
    ['False InvalidParameters', { run: unknownParameter }],
    ['False Cancelled', { run: cancelled }],
    ['False InvalidResume', { run: resuming, origin: { kind: 'Missing', message: 'gone' } }],
  ])('ends with the reason of any run, and asks for no Job: %s', (end, fields) => {
    const facts = previewFacts(fields);
    expect(succeededOf(plan(facts))).toBe(end);
    expect(stagesOf(plan(facts))).toBe('ingest:Skipped publish:Skipped notify:Skipped');
    expect(previewJobs(facts)).toEqual([]);
  });

  it('tells of every Job that the API server refuses, and skips what would not be reached', () => {
    const checks = [
      { stage: 'ingest', mayPass: true, message: 'exceeded quota: jobs' },
      { stage: 'notify', mayPass: false, message: 'Job is invalid: image' },
    ];
    const decided = plan(previewFacts({ checks }));
    expect(succeededOf(decided)).toBe('False InvalidConfiguration');
    expect(stagesOf(decided)).toBe('ingest:Failed publish:Skipped notify:Failed');
    expect(messageOf(decided)).toBe(
      'nothing was created; a run would not get through: ' +
        'stage ingest: a run would wait while this lasts: exceeded quota: jobs; ' +
        'stage notify: Job is invalid: image',
    );
    expect(stageMessages(decided).publish).toBe('stage ingest would not succeed');
  });

  it('runs finally whatever the API server refuses before', () => {
    const checks = [{ stage: 'ingest', mayPass: false, message: 'no' }];
    expect(stagesOf(plan(previewFacts({ checks })))).toBe(
      'ingest:Failed publish:Skipped notify:Planned',
    );
  });

  it('keeps its size however much the API server says', () => {
    const checks = ['ingest', 'publish', 'notify'].map((stage) => {
      return { stage, mayPass: false, message: 'é'.repeat(4_000) };
    });
    const { status } = plan(previewFacts({ checks }));
    expect(JSON.stringify(status).length).toBeLessThan(10_000);
    expect(status.stages?.every(({ message = '' }) => message.length <= 512)).toBe(true);
  });
});

describe('approvals of a run of mode Plan', () => {
  it('are not waited for where they were given beforehand', () => {
    const run = makeRun().planning().approving('publish').build();
    const decided = plan(previewFacts({ run }));
    expect(stageMessages(decided).publish).toBe(
      'would run gho-platform/publish:0.1.0, at most 2 retries',
    );
    expect(messageOf(decided)).not.toContain('approval');
  });

  it('end it where they were refused beforehand', () => {
    const run = makeRun().planning().approving('publish', 'Refused').build();
    const decided = plan(previewFacts({ run }));
    expect(succeededOf(decided)).toBe('False ApprovalRefused');
    expect(stagesOf(decided)).toBe('ingest:Planned publish:Failed notify:Planned');
  });

  it('say so where none would count', () => {
    const run = makeRun().planning().approving('publish').build();
    expect(stageMessages(plan(previewFacts({ run, trustsApprovals: false }))).publish).toContain(
      'would wait for an approval: no approval counts:',
    );
  });
});

describe('a run of mode Plan that resumes', () => {
  type Outputs = NonNullable<StageResult['outputs']>;
  const failed = { type: 'Succeeded', status: 'False', reason: 'StageFailed' } as const;
  const originWith = (outputs: Outputs): Origin => ({
    kind: 'Found',
    run: makeRun()
      .named('gho-0')
      .withStatus({
        conditions: [{ ...failed, message: '', lastTransitionTime: noon }],
        stages: [
          { name: 'ingest', state: 'Succeeded', outputs },
          { name: 'publish', state: 'Failed' },
        ],
      })
      .build(),
    spec: threeStages.build(),
  });
  const resuming = (outputs: Outputs): Facts =>
    previewFacts({
      run: makeRun().planning().resumingFrom('gho-0').build(),
      origin: originWith(outputs),
    });

  it('shows what it would take over', () => {
    const decided = plan(resuming([{ name: 'key', value: 'a' }]));
    expect(stagesOf(decided)).toBe('ingest:Succeeded publish:Planned notify:Planned');
    expect(decided.status.stages?.[0]).toMatchObject({ inheritedFrom: 'gho-0' });
    expect(decided.status.resumedFrom).toMatchObject({ name: 'gho-0', stage: 'publish' });
    expect(messageOf(decided)).toContain('run 2 stages, take over 1, wait for 1 approval');
    expect(decided.status.progress).toBe('1/2');
  });

  it('asks for the other Jobs only, with the outputs that it would take over', () => {
    const jobs = previewJobs(resuming([{ name: 'key', value: 'a' }]));
    expect(jobs.map(({ action }) => action)).toMatchObject([
      { stage: 'publish', env: [{ name: 'KEY', value: 'a' }] },
      { stage: 'notify', env: [{ name: 'WHY', value: 'Succeeded a' }] },
    ]);
  });

  it('finds an output that is missing in what it would take over', () => {
    const decided = plan(resuming([]));
    expect(succeededOf(decided)).toBe('False InvalidConfiguration');
    expect(messageOf(decided)).toContain(
      'stage publish: no value for $(stages.ingest.outputs.key)',
    );
  });
});
