import type {
  StoredPipelineSpec,
  StoredPipelineSpecParameter,
  StoredPipelineSpecStage,
} from '@gho-platform/api';

/** PipelineBuilder makes the spec of a stored Pipeline step by step. */
export class PipelineBuilder {
  readonly #spec: StoredPipelineSpec;

  constructor(spec: StoredPipelineSpec) {
    this.#spec = spec;
  }

  /** Adds a stage at the end; `fields` replace what a stage has by default. */
  withStage(name: string, fields: Partial<StoredPipelineSpecStage> = {}): PipelineBuilder {
    return new PipelineBuilder({
      ...this.#spec,
      stages: [...this.#spec.stages, { ...makeStage(name), ...fields }],
    });
  }

  withParameter(name: string, fields: Partial<StoredPipelineSpecParameter> = {}): PipelineBuilder {
    const parameter: StoredPipelineSpecParameter = { name, type: 'String', ...fields };
    return new PipelineBuilder({
      ...this.#spec,
      parameters: [...(this.#spec.parameters ?? []), parameter],
    });
  }

  /** The value of a parameter names the partition that a run makes. */
  withPartition(parameter: string): PipelineBuilder {
    return new PipelineBuilder({ ...this.#spec, partition: { parameter } });
  }

  build(): StoredPipelineSpec {
    return this.#spec;
  }
}

/** makePipeline starts without parameters and stages. */
export function makePipeline(): PipelineBuilder {
  return new PipelineBuilder({ stages: [] });
}

/** makeStage has the defaults of the CRD, but no jitter, so that tests know when it goes on. */
export function makeStage(name: string): StoredPipelineSpecStage {
  return {
    name,
    image: `gho-platform/${name}:0.1.0`,
    imagePullPolicy: 'IfNotPresent',
    shards: 1,
    terminationGracePeriodSeconds: 30,
    retry: {
      limit: 2,
      backoffSeconds: 10,
      factor: 2,
      maxBackoffSeconds: 300,
      jitterPercent: 0,
    },
  };
}
