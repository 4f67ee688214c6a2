import { describe, expect, it } from '@jest/globals';
import { at, condition, halted, resumed, run, trained, waiting } from './__fixtures__/runs.ts';
import { colours } from './paint.ts';
import { runTree } from './run-tree.ts';

function drawn(one: Parameters<typeof runTree>[0], now = at(100)): string {
  return runTree(one, { nowMs: Date.parse(now) }).join('\n');
}

describe('the tree of a run', () => {
  it('shows stages, attempts, checks with examples, and nothing that moves a cursor', () => {
    expect(drawn(halted)).toBe(
      `
demo/le-x7k2p  DataQualityFailed  1/3 stages  1m15s
├─ pipeline le
├─ parameters ingestionDate=2026-06-01
├─ stage transform: 1 of 12 checks failed
├─ ingest     Succeeded  6s  3 of 3 shards
│  ├─ attempt 1  Succeeded  6s  job le-x7k2p-ingest-1
│  ├─ rows 12936 read, 12936 written, 0 unchanged
│  └─ outputs ingestionDate=2026-06-01
├─ transform  Failed  1m08s  1 of 12 checks failed
│  ├─ attempt 1  Failed  5s  Unavailable (class Infrastructure): exit code 75: connect to warehouse: refused \ufffd[31mtry again\ufffd[0m  job le-x7k2p-transform-1
│  ├─ attempt 2  Failed  33s  DataQualityFailed (class Data): exit code 65: 1 of 12 checks failed  job le-x7k2p-transform-2
│  ├─ rows 12936 read, 0 written, 36 rejected
│  └─ quality 11 of 12 checks passed, 1 failed
│     └─ interval_contains_value (Quarantine) Failed: 36 rows
│        └─ BTN 2016: 36.9 not in [39.67, 50.29]
└─ dbt        Skipped`.trim(),
    );
  });

  it('shows what it waits for and when the next attempt comes', () => {
    expect(drawn(waiting, at(30))).toBe(
      `
demo/le-x7k2p  Retrying  1/2 stages  29s
├─ pipeline le
├─ parameters ingestionDate=2026-06-01
├─ waiting for 18s, 12s left: RetryBackoff on transform: connect to warehouse: refused
├─ ingest     Succeeded  6s  3 of 3 shards
│  ├─ attempt 1  Succeeded  6s  job le-x7k2p-ingest-1
│  ├─ rows 12936 read, 12936 written, 0 unchanged
│  └─ outputs ingestionDate=2026-06-01
└─ transform  Retrying  23s  next attempt in 12s  connect to warehouse: refused
   └─ attempt 1  Failed  5s  Unavailable (class Infrastructure): exit code 75: connect to warehouse: refused \ufffd[31mtry again\ufffd[0m  job le-x7k2p-transform-1`.trim(),
    );
  });

  it('shows tests with failures and the model beside its baseline', () => {
    const done = run({ conditions: [condition('True', 'Succeeded', '')], stages: [trained] });
    expect(drawn(done)).toContain(
      `
└─ train  Succeeded  10s
   ├─ dbt tests 30 of 31 passed, 1 failed
   │  └─ failed not_null_x
   └─ model le version 3, champion
      ├─ mae   1.93  baseline 4.10
      └─ rmse  2.50`,
    );
  });

  it('shows what was taken over, what it waits for, and what to do about it', () => {
    expect(drawn(resumed, at(32))).toBe(
      `
demo/le-x7k2p  AwaitingApproval  1/2 stages  31s
├─ pipeline le
├─ parameters ingestionDate=2026-06-01
├─ resumed from le-old: took over ingest; publish runs again: it was Failed in that run
├─ waiting for 30s, 30s left: Approval on publish: read the report
│  └─ to do: kubectl pipelines approve le-x7k2p publish, or refuse it
├─ ingest   Succeeded  6s  taken over from le-old
├─ publish  Pending
│  └─ approval requested 30s ago
└─ notify   Pending  runs finally`.trim(),
    );
    const unseen = { ...run(), spec: { ...run().spec, resumeFrom: { name: 'le-old' } } };
    expect(drawn(unseen)).toContain('└─ resumes le-old');
  });

  it.each([
    [{ decision: 'Approved', by: 'ada', reason: 'fine' }, 'Approved by ada 40s ago: fine'],
    [{ decision: 'Refused', by: 'ada' }, 'Refused by ada 40s ago'],
    [{ decision: 'Expired' }, 'Expired 40s ago'],
  ] as const)('shows the decision %j', (decision, text) => {
    const approval = { requestedAt: at(2), decidedAt: at(60), ...decision };
    const stages = [{ name: 'publish', state: 'Pending' as const, approval }];
    expect(drawn(run({ stages }))).toMatch(new RegExp(`└─ approval ${text}$`));
  });

  it('shows a decision that was taken beforehand', () => {
    const given = { stage: 'publish', decision: 'Approved' as const, by: 'ada', reason: 'trusted' };
    const early = run({ stages: [{ name: 'publish', state: 'Pending' }] });
    const decided = { ...early, spec: { ...early.spec, approvals: [given] } };
    expect(drawn(decided)).toContain('└─ approval Approved beforehand by ada: trusted');
  });

  it('shows the memory of an attempt that got more than the Pipeline says', () => {
    const attempts = [
      { number: 2, jobName: 'j', state: 'Running' as const, memory: '2Gi', startedAt: at(90) },
    ];
    expect(drawn(run({ stages: [{ name: 'train', state: 'Running', attempts }] }))).toContain(
      '└─ attempt 2  Running  10s  memory 2Gi  job j',
    );
  });

  it.each([
    ['PipelineNotFound', 'le', 'create Pipeline le in this namespace, or cancel the run'],
    ['Suspended', 'train', 'kubectl pipelines continue le-x7k2p'],
    ['Unschedulable', 'pod-1', 'make room on the nodes'],
    ['ImagePull', 'img', "correct the stage's image"],
    ['ContainerConfig', 'pod-1', 'create the Secret or ConfigMap'],
    ['Quota', 'job-1', 'raise the quota'],
  ] as const)('says what to do about %s', (reason, on, text) => {
    const waits = { reason, on, since: at(2), message: 'm' };
    expect(drawn(run({ waiting: waits }))).toContain(`└─ to do: ${text}`);
  });

  it('shows what each stage of a run would do that only asked', () => {
    const message = 'nothing was created; a run would start now; it would run 1 stage, take over 1';
    const asked = run({
      conditions: [condition('True', 'Planned', message)],
      progress: '1/2',
      stages: [
        { name: 'ingest', state: 'Succeeded', inheritedFrom: 'le-old' },
        { name: 'train', state: 'Planned', message: 'would run train:1, at most 2 retries' },
      ],
    });
    expect(drawn(asked, at(9))).toBe(
      `
demo/le-x7k2p  Planned  1/2 stages  created 9s ago
├─ pipeline le
├─ parameters ingestionDate=2026-06-01
├─ ${message}
├─ ingest  Succeeded  taken over from le-old
└─ train   Planned  would run train:1, at most 2 retries`.trim(),
    );
    const painted = runTree(asked, { nowMs: 0, paint: colours }).join('\n');
    expect(painted).toContain('train   \u001b[2mPlanned\u001b[0m');
  });

  it('says that nobody has looked at a new run yet', () => {
    expect(drawn(run(), at(9)).split('\n')[0]).toBe('demo/le-x7k2p  New  created 9s ago');
  });

  it('tells nobody to do something about a wait that ends by itself', () => {
    expect(drawn(waiting)).not.toContain('to do');
  });

  it('has colours only when it is given some', () => {
    const options = { nowMs: Date.parse(at(100)) };
    expect(runTree(halted, options).join('')).not.toContain('\u001b');
    expect(runTree(halted, { ...options, paint: colours }).join('')).toContain(
      '\u001b[31mDataQualityFailed\u001b[0m',
    );
  });
});
