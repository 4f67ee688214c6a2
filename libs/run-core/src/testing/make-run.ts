import { apiVersion } from '@gho-platform/api';
import type { PipelineRunStatus, StoredPipelineRun } from '@gho-platform/api';

/** RunBuilder makes a stored PipelineRun step by step; each step returns another builder. */
export class RunBuilder {
  readonly #run: StoredPipelineRun;

  constructor(run: StoredPipelineRun) {
    this.#run = run;
  }

  named(name: string): RunBuilder {
    return this.#meta({ name });
  }

  withUid(uid: string): RunBuilder {
    return this.#meta({ uid });
  }

  withGeneration(generation: number): RunBuilder {
    return this.#meta({ generation });
  }

  deletedAt(deletionTimestamp: string): RunBuilder {
    return this.#meta({ deletionTimestamp });
  }

  withParameter(name: string, value: string): RunBuilder {
    const parameters = [...(this.#run.spec.parameters ?? []), { name, value }];
    return this.#spec({ parameters });
  }

  suspended(suspend = true): RunBuilder {
    return this.#spec({ suspend });
  }

  cancelled(cancel: 'Graceful' | 'Immediate' = 'Graceful'): RunBuilder {
    return this.#spec({ cancel });
  }

  withTimeoutSeconds(timeoutSeconds: number): RunBuilder {
    return this.#spec({ timeoutSeconds });
  }

  /** Of mode Plan. */
  planning(): RunBuilder {
    return this.#spec({ mode: 'Plan' });
  }

  approving(stage: string, decision: 'Approved' | 'Refused' = 'Approved'): RunBuilder {
    const given = { stage, decision, by: 'ada', reason: 'looked at the report' };
    return this.#spec({ approvals: [...(this.#run.spec.approvals ?? []), given] });
  }

  resumingFrom(name: string): RunBuilder {
    return this.#spec({ resumeFrom: { name } });
  }

  withPendingTimeoutSeconds(pendingTimeoutSeconds: number): RunBuilder {
    return this.#spec({ pendingTimeoutSeconds });
  }

  withStatus(status: PipelineRunStatus): RunBuilder {
    return new RunBuilder({ ...this.#run, status });
  }

  build(): StoredPipelineRun {
    return this.#run;
  }

  #meta(metadata: Partial<StoredPipelineRun['metadata']>): RunBuilder {
    return new RunBuilder({ ...this.#run, metadata: { ...this.#run.metadata, ...metadata } });
  }

  #spec(spec: Partial<StoredPipelineRun['spec']>): RunBuilder {
    return new RunBuilder({ ...this.#run, spec: { ...this.#run.spec, ...spec } });
  }
}

/** makeRun starts from run `gho-1` of Pipeline `gho`, without parameters, controls and status. */
export function makeRun(): RunBuilder {
  return new RunBuilder({
    apiVersion,
    kind: 'PipelineRun',
    metadata: {
      name: 'gho-1',
      namespace: 'gho-platform',
      uid: '5f0c1f9e-0000-4000-8000-000000000001',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-06-01T11:59:59.000Z',
    },
    spec: { pipelineRef: { name: 'gho' }, suspend: false },
  });
}
