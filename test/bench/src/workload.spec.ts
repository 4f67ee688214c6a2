import { describe, expect, it } from '@jest/globals';
import { barePod, plainJob, stageNames } from './workload.ts';

const workload = { namespace: 'bench', image: 'example.org/noop:1' };

interface Pod {
  readonly spec: object;
  readonly metadata: { readonly labels: object };
}

describe('what the operator is compared with', () => {
  const job = plainJob(workload, 'chain-1', stageNames[0]) as unknown as {
    readonly metadata: object;
    readonly spec: { readonly template: Pod };
  };
  const pod = barePod(workload, 'chain-1', stageNames[0]) as unknown as Pod;

  it('is a Job that waits for nobody to let it go', () => {
    expect(job.metadata).toMatchObject({
      name: 'chain-1-one-1',
      finalizers: [],
      ownerReferences: [],
    });
  });

  it('is the same pod, with and without a Job', () => {
    expect(pod.spec).toEqual(job.spec.template.spec);
    expect(pod.metadata.labels).toEqual(job.spec.template.metadata.labels);
  });
});
