import { describe, expect, it } from '@jest/globals';
import type { StoredPipeline } from '@gho-platform/api';
import { parameterProblems } from './check.ts';
import { newRun, parametersOf } from './new-run.ts';

const bare = { pipeline: 'le', name: undefined, timeoutSeconds: undefined, suspend: false };

describe('a new run', () => {
  it('takes its name from the Pipeline, and no more than what was said', () => {
    expect(newRun('demo', { ...bare, parameters: [] })).toEqual({
      apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
      kind: 'PipelineRun',
      metadata: { namespace: 'demo', generateName: 'le-' },
      spec: { pipelineRef: { name: 'le' } },
    });
  });

  it('takes a name, parameters, a bound and a suspend', () => {
    const parameters = parametersOf(['a=1=2', 'b=']);
    const request = { ...bare, name: 'x', timeoutSeconds: 60, suspend: true, parameters };
    expect(newRun('demo', request)).toMatchObject({
      metadata: { namespace: 'demo', name: 'x' },
      spec: {
        parameters: [
          { name: 'a', value: '1=2' },
          { name: 'b', value: '' },
        ],
        timeoutSeconds: 60,
        suspend: true,
      },
    });
  });

  it("is judged in the operator's own words", () => {
    const pipeline = {
      spec: {
        parameters: [
          { name: 'day', type: 'Date' },
          { name: 'years', type: 'Integer', default: '20', maximum: 60 },
        ],
        stages: [],
      },
    } as unknown as StoredPipeline;
    const parameters = parametersOf(['years=61', 'dya=2026-06-01']);
    expect(parameterProblems(pipeline, { ...bare, parameters })).toEqual([
      'parameter dya is not declared by the Pipeline: declared are day, years',
      'parameter day is required',
      'parameter years: 61 is above the maximum 60',
    ]);
  });
});
