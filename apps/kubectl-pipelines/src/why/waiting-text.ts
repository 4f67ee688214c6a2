import type { PipelineRun, PipelineRunStatusWaiting } from '@gho-platform/api';
import { agoText } from '@gho-platform/run-text';

type Waiting = PipelineRunStatusWaiting;

export interface Scene {
  readonly run: PipelineRun;
  readonly nowMs: number;
}

interface Words {
  readonly name: string;
  readonly stage: string;
  readonly on: string;
  readonly since: string;
  readonly message: string;
}

type Sentence = (words: Words, waiting: Waiting, scene: Scene) => string;

/** By reason. A newer operator may know more reasons; those have a sentence too. */
const sentences: Readonly<Record<string, Sentence>> = {
  PipelineNotFound: ({ name, on, since }) =>
    `${name} waits for somebody to create Pipeline ${on}, for ${since}.`,
  Approval: ({ name, on, since, message }, { until }) =>
    `${name} waits until somebody approves stage ${on}, for ${since}${until === undefined ? '' : ` and at most until ${until}`}: ${message}.`,
  RetryBackoff: ({ name, on, message }, { until }, { nowMs, run }) =>
    `${name} waits ${untilText(until, nowMs)} before stage ${on} is tried again${failedAttempt(run, on)}: ${message}.`,
  Suspended: ({ name, on, since }) =>
    `${name} is suspended before stage ${on}, for ${since}; "kubectl pipelines continue ${name}" lets it go on.`,
  Stopping: ({ name, on, since }) =>
    `${name} waits for Job ${on} to end, for ${since}: its pods have their grace period.`,
  Unschedulable: ({ name, stage, on, since, message }) =>
    `${name} waits for a node on which pod ${on}${stage} fits, for ${since}: ${message}.`,
  ImagePull: ({ name, stage, on, since, message }) =>
    `${name} waits for image ${on}${stage}, for ${since}: ${message}.`,
  ContainerConfig: ({ name, stage, on, since, message }) =>
    `${name} waits for the configuration of pod ${on}${stage}, for ${since}: ${message}.`,
  Quota: ({ name, stage, since, message }) =>
    `${name} waits for the API server to accept the work${stage}, for ${since}: ${message}.`,
};

const other: Sentence = ({ name, on, since, message }, { reason }) =>
  `${name} waits (${reason})${on === '' ? '' : ` on ${on}`}, for ${since}: ${message}.`;

/** waitingText says in one sentence what a run waits for. */
export function waitingText(waiting: Waiting, scene: Scene): string {
  const { run, nowMs } = scene;
  const stage = run.status?.currentStage;
  const words: Words = {
    name: run.metadata.name ?? '',
    stage: stage === undefined ? '' : ` of stage ${stage}`,
    on: waiting.on ?? '',
    since: agoText(waiting.since, nowMs),
    message: waiting.message.trim().replace(/\.$/, ''),
  };
  return (sentences[waiting.reason] ?? other)(words, waiting, scene);
}

function untilText(until: string | undefined, nowMs: number): string {
  if (until === undefined) return 'some time';
  const seconds = Math.ceil((Date.parse(until) - nowMs) / 1000);
  return seconds > 0 ? `${seconds}s more` : 'no longer';
}

function failedAttempt(run: PipelineRun, name: string): string {
  const stage = run.status?.stages?.find((each) => each.name === name);
  const last = stage?.attempts?.at(-1);
  if (last === undefined) return '';
  const how = last.state === 'Interrupted' ? 'was interrupted' : 'failed';
  return `, since attempt ${last.number} ${how}`;
}
