import type { PipelineRun, PipelineRunSpecParameter } from '@gho-platform/api';
import { apiVersion } from '@gho-platform/api';
import { usage } from '../cli/failure.ts';

/** RunRequest is what a user asks to be executed. */
export interface RunRequest {
  readonly pipeline: string;
  readonly parameters: readonly PipelineRunSpecParameter[];
  /** The API server makes a name from the Pipeline's unless given. */
  readonly name: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly suspend: boolean;
  /** Name of a run whose finished stages are taken over. */
  readonly resumeFrom?: string;
  /** Only what it would do is asked. */
  readonly plan?: boolean;
}

/**
 * parametersOf reads `name=value` texts; a value may contain `=` and may be empty.
 * @throws Failure with exit code 2.
 */
export function parametersOf(texts: readonly string[]): readonly PipelineRunSpecParameter[] {
  const values = new Map<string, string>();
  for (const text of texts) {
    const end = text.indexOf('=');
    if (end < 1) throw usage(`--parameter ${JSON.stringify(text)} is not of the form NAME=VALUE`);
    const name = text.slice(0, end);
    if (values.has(name)) throw usage(`parameter ${name} is given twice`);
    values.set(name, text.slice(end + 1));
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

/** newRun is the object to create. */
export function newRun(namespace: string, request: RunRequest): PipelineRun {
  const { pipeline, parameters, name, timeoutSeconds, suspend, resumeFrom, plan } = request;
  return {
    apiVersion,
    kind: 'PipelineRun',
    metadata: { namespace, ...(name === undefined ? { generateName: `${pipeline}-` } : { name }) },
    spec: {
      pipelineRef: { name: pipeline },
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(resumeFrom === undefined ? {} : { resumeFrom: { name: resumeFrom } }),
      ...(plan === true ? { mode: 'Plan' } : {}),
      ...(suspend ? { suspend } : {}),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
  };
}
