import { isFinished } from '../after-end.ts';
import { isSame } from '../same.ts';
import { fitsBytes } from '../text.ts';
import type { RunStatus, StageStatus } from '../types.ts';
import { demand } from './invariants.ts';
import { takenOver } from './setup.ts';
import type { Theatre } from './theatre.ts';
import { hasSucceeded, isTrulyDone } from './truth.ts';
import type { Write } from './world.ts';

/** Checks a status that was stored, against the one that it replaced and against the truth. */
export function checkStatus(
  theatre: Theatre,
  { before, after }: Extract<Write, { kind: 'Status' }>,
): void {
  demand(12, fitsBytes(after, 9_999), 'the status has 10 kB or more');
  if (isFinished(before)) {
    demand(3, isSame(withoutGenerations(before), withoutGenerations(after)), 'the end was changed');
  }
  for (const stage of after.stages ?? []) {
    const previous = before.stages?.find(({ name }) => name === stage.name);
    checkCounts(theatre, stage);
    checkOutcomes(previous, stage);
    checkTruth(theatre, stage);
    checkInheritance(theatre, stage, after.startedAt !== undefined);
  }
}

function withoutGenerations(status: RunStatus): unknown {
  const conditions = status.conditions?.map((one) => ({ ...one, observedGeneration: 0 }));
  return { ...status, conditions, observedGeneration: 0 };
}

function checkCounts({ setup }: Theatre, stage: StageStatus): void {
  const { name, failures = 0, interruptions = 0, attempts = [], shards } = stage;
  demand(4, failures <= setup.retryLimit + 1, `stage ${name} failed ${failures} times`);
  const most = setup.interruptionLimit + 1;
  demand(4, interruptions <= most, `stage ${name} was lost ${interruptions} times`);
  const numbers = attempts.map(({ number }) => number);
  demand(4, new Set(numbers).size === numbers.length, `attempts ${numbers.join()} repeat`);
  const failed = attempts.filter(({ state }) => state === 'Failed').length;
  demand(4, failed <= failures + 1, `stage ${name} counts ${failures} of ${failed} failures`);
  const counted = shards?.succeeded ?? 0;
  demand(22, counted <= setup.shards, `stage ${name} counts ${counted} shards`);
}

const ended = new Set(['Succeeded', 'Failed', 'Cancelled', 'TimedOut', 'Skipped']);

function checkOutcomes(previous: StageStatus | undefined, stage: StageStatus): void {
  if (previous === undefined) return;
  if (ended.has(previous.state)) {
    demand(7, previous.state === stage.state, `stage ${stage.name} left ${previous.state}`);
  }
  for (const attempt of stage.attempts ?? []) {
    const known = previous.attempts?.find(({ number }) => number === attempt.number);
    if (known === undefined || known.state === 'Running' || known.state === 'Stopping') continue;
    demand(7, known.state === attempt.state, `attempt ${attempt.jobName} left ${known.state}`);
  }
}

function checkTruth(theatre: Theatre, stage: StageStatus): void {
  const { world, strict } = theatre;
  const { name, state, attempts = [] } = stage;
  if (state === 'Succeeded') {
    demand(6, isTrulyDone(name, theatre), `stage ${name} did not really succeed`);
  }
  if (!strict) return;
  for (const attempt of attempts) {
    // Whoever gives a Job up that goes on decides before it can know.
    if (attempt.state !== 'Interrupted' || attempt.reason === 'PodsLost') continue;
    demand(8, !hasSucceeded(attempt, world), `${attempt.jobName} succeeded but is interrupted`);
  }
}

/** A run that never started takes nothing over. */
function checkInheritance({ world, setup }: Theatre, stage: StageStatus, started: boolean): void {
  const position = world.stages.findIndex(({ name }) => name === stage.name);
  const isInherited = stage.inheritedFrom !== undefined;
  const wanted = started && position < takenOver(setup);
  demand(21, isInherited === wanted, `stage ${stage.name} is ${wanted ? 'not' : ''} taken over`);
}
