import { describe, expect, it } from '@jest/globals';
import type { StoredPipeline } from '@gho-platform/api';
import { parameterProblems } from './check.ts';
import { resumption } from '../commands/resume.ts';
import { stageOf } from './decide.ts';
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

  it('may only ask what it would do', () => {
    const asked = newRun('demo', { ...bare, parameters: [], plan: true });
    expect(asked.spec).toEqual({ pipelineRef: { name: 'le' }, mode: 'Plan' });
  });

  it('takes over from a failed run, with its parameters and what differs', () => {
    const failed = {
      ...newRun('demo', { ...bare, parameters: parametersOf(['day=2026-06-01', 'seed=7']) }),
      metadata: { name: 'le-1', namespace: 'demo' },
      status: { conditions: [summary('False')] },
    };
    const request = resumption(failed, parametersOf(['seed=8']), undefined);
    expect(newRun('demo', request)).toMatchObject({
      metadata: { generateName: 'le-' },
      spec: {
        pipelineRef: { name: 'le' },
        resumeFrom: { name: 'le-1' },
        parameters: [
          { name: 'day', value: '2026-06-01' },
          { name: 'seed', value: '8' },
        ],
      },
    });
    const succeeded = { ...failed, status: { conditions: [summary('True')] } };
    expect(() => resumption(succeeded, [], undefined)).toThrow('nothing is left to resume');
    const going = { ...failed, status: { conditions: [summary('Unknown')] } };
    expect(() => resumption(going, [], undefined)).toThrow('le-1 has not ended');
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

describe('a decision about a stage', () => {
  const run = {
    ...newRun('demo', { ...bare, parameters: [] }),
    metadata: { name: 'le-1' },
    status: {
      stages: [
        { name: 'build', state: 'Succeeded' as const },
        { name: 'publish', state: 'Pending' as const },
      ],
      waiting: { reason: 'Approval' as const, on: 'publish', since: '', message: '' },
    },
  };

  it('is about the stage that waits, unless one is named', () => {
    expect(stageOf(run, undefined)).toBe('publish');
    expect(stageOf(run, 'build')).toBe('build');
  });

  it('is refused where there is nothing to decide', () => {
    const status = { stages: run.status.stages };
    expect(() => stageOf({ ...run, status }, undefined)).toThrow('no stage of le-1 waits');
    expect(() => stageOf(run, 'publsh')).toThrow('le-1 has no stage publsh');
    const approvals = [{ stage: 'publish', decision: 'Refused' as const, by: 'ada' }];
    const decided = { ...run, spec: { ...run.spec, approvals } };
    expect(() => stageOf(decided, undefined)).toThrow('publish of le-1 was refused by ada');
  });
});

function summary(status: 'True' | 'False' | 'Unknown') {
  const lastTransitionTime = '2026-06-01T12:00:00Z';
  return { type: 'Succeeded' as const, status, reason: 'X', message: '', lastTransitionTime };
}
