import { jobFinalizer } from '@gho-platform/api';
import { ApiError, jobs } from '@gho-platform/kube';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Bench } from './__fixtures__/bench.ts';
import { namespace } from './__fixtures__/objects.ts';

const first = 'nightly-ingest-1';

describe('a Job that somebody deletes', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = new Bench();
    bench.createRun('nightly');
    await bench.settle('nightly');
  });

  const deleteJob = async (): Promise<void> => {
    await bench.api.delete(jobs, { namespace, name: first }, { propagation: 'Background' });
    bench.sync();
  };

  it('takes its pods with it', async () => {
    await deleteJob();
    await bench.reconcile('nightly');
    expect(bench.api.writes).toContain(`delete jobs/${first}`);
  });

  it('keeps its pods until what they reported is in the status', async () => {
    bench.endJob(first, 0);
    await deleteJob();
    const before = bench.api.writes.length;
    await bench.settle('nightly');
    const writes = bench.api.writes.slice(before);
    expect(writes[0]).toBe('replace pipelineruns/nightly');
    expect(bench.run('nightly').status?.stages?.[0]).toMatchObject({ state: 'Succeeded' });
    expect(bench.jobNames()).toEqual(['nightly-transform-1']);
  });

  it('is let go of although the next one is refused for now', async () => {
    bench.endJob(first, 0);
    bench.api.fault = ({ verb, resource }) => {
      if (verb !== 'create' || resource !== jobs) return;
      const answer = { status: 403, reason: 'Forbidden', retryAfterMs: undefined };
      throw new ApiError('create Job: the namespace is being terminated', answer);
    };
    await expect(bench.reconcile('nightly')).resolves.toMatchObject({ requeueAfterMs: 30_000 });
    const [job] = bench.api.stored(jobs);
    expect(job?.metadata?.finalizers).not.toContain(jobFinalizer);
  });
});
