import { ApiError, ConnectionError, jobs } from '@gho-platform/kube';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Bench } from './__fixtures__/bench.ts';
import { pipelineRuns } from './resources.ts';

function refusal(status: number, message: string): ApiError {
  return new ApiError(message, { status, reason: 'Test', retryAfterMs: undefined });
}

describe('a run of mode Plan', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
    bench.createRun('asks', { mode: 'Plan' });
  });

  const end = (): string => {
    const condition = bench.run('asks').status?.conditions?.[0];
    return `${condition?.status ?? ''} ${condition?.reason ?? ''}`;
  };
  const messages = (): readonly (string | undefined)[] =>
    (bench.run('asks').status?.stages ?? []).map(({ message }) => message);

  it('writes nothing but its own status, once', async () => {
    await bench.settle('asks');
    expect(end()).toBe('True Planned');
    expect(bench.api.writes).toEqual([`replace ${pipelineRuns.plural}/asks`]);
    expect(bench.events).toEqual(['RunPlanned']);
  });

  it('asks the API server about the first Job of each stage', async () => {
    await bench.settle('asks');
    expect(bench.dryRun.writes).toEqual([
      'create jobs/asks-ingest-1',
      'create jobs/asks-transform-1',
    ]);
    expect(bench.dryRun.requests[0]?.object).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'example.org/ingest:1' }] } } },
    });
  });

  it.each([
    [422, 'spec.template is invalid'],
    [403, 'a run would wait while this lasts: spec.template is invalid'],
  ])('tells what the API server answers with %d', async (status, message) => {
    bench.dryRun.fault = ({ name }) => {
      if (name === 'asks-transform-1') throw refusal(status, 'spec.template is invalid');
    };
    await bench.settle('asks');
    expect(end()).toBe('False InvalidConfiguration');
    expect(messages()[1]).toBe(message);
  });

  it('finds nothing wrong with a name that is taken, which no other run needs', async () => {
    bench.dryRun.put(jobs, { metadata: { namespace: 'demo', name: 'asks-ingest-1' } });
    await bench.settle('asks');
    expect(end()).toBe('True Planned');
  });

  it.each([
    ['that is lost', new ConnectionError('reset')],
    ['that is overloaded', refusal(503, 'overloaded')],
  ])('asks once more after an API server %s', async (_, error) => {
    bench.dryRun.fault = () => {
      throw error;
    };
    expect(await bench.reconcile('asks')).toEqual({ kind: 'Retry' });
    expect(bench.run('asks').status).toBeUndefined();
    bench.dryRun.fault = () => undefined;
    await bench.settle('asks');
    expect(end()).toBe('True Planned');
  });

  it('does not ask about the Jobs of other runs', async () => {
    bench.createRun('works');
    await bench.settle('works');
    expect(bench.jobNames()).toEqual(['works-ingest-1']);
    expect(bench.dryRun.requests).toEqual([]);
  });
});
