import type { PipelineRun, PipelineRunStatusWaiting } from '@gho-platform/api';

type Reason = PipelineRunStatusWaiting['reason'];

interface Words {
  /** Name of the run. */
  readonly name: string;
  /** What it waits for, such as a stage or a pod; empty where there is no such object. */
  readonly on: string;
}

/** Absent where nobody has to do anything: what it waits for comes by itself. */
const advice: Readonly<Partial<Record<Reason, (words: Words) => string>>> = {
  PipelineNotFound: ({ on }) => `create Pipeline ${on} in this namespace, or cancel the run`,
  Suspended: ({ name }) => `kubectl pipelines continue ${name}`,
  Approval: ({ name, on }) => `kubectl pipelines approve ${name} ${on}, or refuse it`,
  Unschedulable: () => `make room on the nodes, or let the Pipeline ask for less`,
  ImagePull: () => `correct the stage's image, or the Secret by which it is pulled`,
  ContainerConfig: () => `create the Secret or ConfigMap that is missing`,
  Quota: () => `raise the quota, or correct what refuses the pods`,
};

/** waitingAdvice is what somebody can do about the wait of a run; empty when it ends by itself. */
export function waitingAdvice({ metadata, status }: PipelineRun): string {
  const { waiting } = status ?? {};
  if (waiting === undefined) return '';
  const words = { name: metadata.name ?? '', on: waiting.on ?? '' };
  return advice[waiting.reason]?.(words) ?? '';
}
