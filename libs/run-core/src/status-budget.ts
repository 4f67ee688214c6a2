import { bounds } from './bounds.ts';
import { omit } from './omit.ts';
import { fitsBytes, shorten } from './text.ts';
import type { RunStatus, StageStatus } from './types.ts';

type Stages = readonly StageStatus[];
type Parameters = NonNullable<RunStatus['parameters']>;

/** Each gives up something that is less worth than what the next one gives up. */
const savings: readonly ((stages: Stages) => Stages)[] = [
  ofSucceeded(withoutExamples),
  ofSucceeded((stage) => lastAttempts(stage, 3)),
  ofAll(shortAttemptMessages),
  ofSucceeded(withoutLists),
  ofSucceeded((stage) => lastAttempts(stage, 1)),
  ofAll((stage) => shortMessage(stage, 160)),
  ofAll(withoutLists),
  ofAll((stage) => lastAttempts(stage, 2)),
  ofSucceeded((stage) => omit(stage, 'attempts')),
  ofAll((stage) => shortMessage(stage, 60)),
  ofSucceeded((stage) => omit(stage, 'rows', 'quality', 'tests', 'model', 'shards')),
];

/**
 * fitStages cuts the stages until they fit. What a decision needs is never cut: states, times,
 * counters, the current attempt of a stage that goes on, and outputs (which have their own bound).
 * Everything else of a status is derived from the stages that came out, so that it stays the same
 * when it is derived again.
 */
export function fitStages(stages: Stages): Stages {
  let fitting = stages;
  for (const save of savings) {
    if (fitsBytes(fitting, bounds.stagesBytes)) return fitting;
    fitting = save(fitting);
  }
  return fitting;
}

/** fitParameters cuts values for show; decisions read them from the spec. */
export function fitParameters(parameters: Parameters): Parameters {
  let fitting = parameters;
  for (const maxLength of [256, 64, 16]) {
    if (fitsBytes(fitting, bounds.parametersBytes)) return fitting;
    fitting = fitting.map(({ name, value }) => ({ name, value: shorten(value, maxLength) }));
  }
  while (!fitsBytes(fitting, bounds.parametersBytes)) fitting = fitting.slice(0, -1);
  return fitting;
}

function ofAll(change: (stage: StageStatus) => StageStatus): (stages: Stages) => Stages {
  return (stages) => stages.map(change);
}

function ofSucceeded(change: (stage: StageStatus) => StageStatus): (stages: Stages) => Stages {
  return ofAll((stage) => (stage.state === 'Succeeded' ? change(stage) : stage));
}

function withoutExamples(stage: StageStatus): StageStatus {
  const worst = stage.quality?.worst?.map((check) => omit(check, 'examples'));
  return worst === undefined ? stage : { ...stage, quality: { ...stage.quality, worst } };
}

function withoutLists(stage: StageStatus): StageStatus {
  const { quality, tests, model } = stage;
  return {
    ...stage,
    ...(quality === undefined ? {} : { quality: omit(quality, 'worst') }),
    ...(tests === undefined ? {} : { tests: omit(tests, 'failures') }),
    ...(model === undefined ? {} : { model: omit(model, 'metrics') }),
  };
}

function lastAttempts(stage: StageStatus, count: number): StageStatus {
  if (stage.attempts === undefined) return stage;
  return { ...stage, attempts: stage.attempts.slice(-count) };
}

function shortAttemptMessages(stage: StageStatus): StageStatus {
  if (stage.attempts === undefined) return stage;
  return { ...stage, attempts: stage.attempts.map((attempt) => shortMessage(attempt, 80)) };
}

function shortMessage<T extends { readonly message?: string }>(owner: T, maxLength: number): T {
  return owner.message === undefined
    ? owner
    : { ...owner, message: shorten(owner.message, maxLength) };
}
