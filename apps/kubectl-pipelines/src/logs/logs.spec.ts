import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredPipelineRun } from '@gho-platform/api';
import { ApiServer, cutAfter, lines } from '../__fixtures__/api-server.ts';
import type { Outcome } from '../__fixtures__/fake-host.ts';
import { command } from '../__fixtures__/fake-host.ts';
import { ended, pod, running } from '../__fixtures__/pods.ts';
import { attempt, condition, underWay } from '../__fixtures__/runs.ts';
import { connect } from '../cluster/connect.ts';

const ingest = pod({ stage: 'ingest', attempt: 1 });
const first = pod({ stage: 'transform', attempt: 1, shard: 0 });
const second = pod({ stage: 'transform', attempt: 1, shard: 1 });
const again = pod({ stage: 'transform', attempt: 2, shard: 0 });

const finished = underWay(
  [
    { name: 'ingest', state: 'Succeeded', attempts: [attempt('ingest', 1, 'Succeeded')] },
    {
      name: 'transform',
      state: 'Succeeded',
      shards: { total: 2, succeeded: 2 },
      attempts: [attempt('transform', 1, 'Failed'), attempt('transform', 2, 'Succeeded')],
    },
  ],
  { conditions: [condition('True', 'Succeeded')] },
);

function stamp(second: number, fraction = '000000000'): string {
  return `2026-06-01T10:00:${String(second).padStart(2, '0')}.${fraction}Z`;
}

let server: ApiServer;

function start(run: StoredPipelineRun): void {
  server = new ApiServer(run);
}

async function logs(...args: readonly string[]): Promise<Outcome> {
  const kubeConfig = await server.start();
  return command(['logs', 'le-x7k2p', ...args], { connect: () => connect(kubeConfig, 'demo') });
}

beforeEach(() => {
  start(finished);
});
afterEach(() => server.stop());

describe('the logs of a run that has ended', () => {
  beforeEach(() => {
    server.setPods(again, second, first, ingest);
    server.log(ingest, lines(`${stamp(1)} pulling`, `${stamp(2)} `));
    server.log(first, lines(`${stamp(3)} shard zero`));
    server.log(second, lines(`${stamp(2)} shard one`));
    server.log(again, lines(`${stamp(4)} once more`));
  });

  it('come in the order of stages, attempts and shards, each line behind its prefix', async () => {
    expect(await logs()).toEqual({
      exitCode: 0,
      out: 'ingest/1 | pulling\ningest/1 | \ntransform/1/0 | shard zero\ntransform/1/1 | shard one\ntransform/2/0 | once more\n',
      err: '',
    });
  });

  it('are the same when they are followed', async () => {
    expect((await logs('--follow')).out.split('\n')).toHaveLength(6);
  });

  it('can be narrowed down', async () => {
    const args = ['--stage', 'transform', '--attempt', '1', '--shard', '1', '--timestamps'];
    expect((await logs(...args, '--tail', '5', '--since', '2m')).out).toBe(
      `transform/1/1 | ${stamp(2)} shard one\n`,
    );
    expect(server.logQueries).toEqual([
      [second.metadata.name, 'container=stage&timestamps=true&sinceSeconds=120&tailLines=5'],
    ]);
  });

  it('says which pods are gone and which have not started', async () => {
    server.setPods(
      pod({ stage: 'transform', attempt: 2, shard: 0, state: { waiting: {} } }),
      first,
    );
    server.log(first);
    expect(await logs()).toEqual({
      exitCode: 0,
      out: '',
      err: [
        'ingest/1: no pod of job le-x7k2p-ingest-1 is left, so its log is gone',
        'transform/1: pod le-x7k2p-transform-1-0-a is gone, and its log with it',
        'transform/2: pod le-x7k2p-transform-2-0-a has not started\n',
      ].join('\n'),
    });
  });

  it('refuses a stage that the run does not have', async () => {
    const { exitCode, err } = await logs('--stage', 'train');
    expect([exitCode, err]).toEqual([
      3,
      'error: PipelineRun le-x7k2p has no stage train: it has ingest, transform\n',
    ]);
  });

  it('ends with exit code 4 when logs may not be read', async () => {
    server.forbidden = '/log';
    const { exitCode, err } = await logs();
    expect(exitCode).toBe(4);
    expect(err).toContain('read the log of pod le-x7k2p-ingest-1-0-a: pods is forbidden');
  });
});

describe('the logs of a run under way', () => {
  const open = underWay([
    { name: 'ingest', state: 'Running', attempts: [attempt('ingest', 1, 'Running')] },
  ]);
  const retried = underWay([
    {
      name: 'ingest',
      state: 'Running',
      attempts: [attempt('ingest', 1, 'Failed'), attempt('ingest', 2, 'Running')],
    },
  ]);
  const over = underWay(
    [
      {
        name: 'ingest',
        state: 'Succeeded',
        attempts: [attempt('ingest', 1, 'Failed'), attempt('ingest', 2, 'Succeeded')],
      },
    ],
    { conditions: [condition('True', 'Succeeded')] },
  );
  const busy = pod({ stage: 'ingest', attempt: 1, state: running });
  const next = pod({ stage: 'ingest', attempt: 2, state: running });

  it('go on over cut connections, without a line lost or doubled, and over attempts', async () => {
    start(open);
    server.setPods(busy);
    server.log(
      busy,
      cutAfter(`${stamp(1)} one\n${stamp(2, '1')} two\n${stamp(2, '2')} three\n${stamp(3)} fo`),
      lines(`${stamp(3)} four`, `${stamp(3, '5')} five`),
    );
    server.log(next, lines(`${stamp(9)} six`));
    const output = logs('--follow');
    await server.asked(2);
    server.cutWatches();
    server.setPods(pod({ stage: 'ingest', attempt: 1, state: ended }));
    server.setRun(retried);
    server.setPods(pod({ stage: 'ingest', attempt: 1, state: ended }), next);
    await server.asked(4);
    server.setPods(
      pod({ stage: 'ingest', attempt: 1, state: ended }),
      pod({ stage: 'ingest', attempt: 2, state: ended }),
    );
    server.setRun(over);
    const { exitCode, out } = await output;
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'ingest/1 | one',
      'ingest/1 | two',
      'ingest/1 | three',
      'ingest/1 | four',
      'ingest/1 | five',
      'ingest/2 | six',
      '',
    ]);
    expect(server.logQueries[1]?.[1]).toContain('sinceTime=2026-06-01T10%3A00%3A02Z');
  });

  it('end with exit code 5 when --timeout runs out', async () => {
    start(open);
    server.setPods(pod({ stage: 'ingest', attempt: 1, state: { waiting: {} } }));
    const { exitCode, err } = await logs('--follow', '--timeout', '1s');
    expect(exitCode).toBe(5);
    expect(err).toContain('PipelineRun le-x7k2p has not ended within --timeout 1s');
  });
});
