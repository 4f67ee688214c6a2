import type { PipelineRun } from '@gho-platform/api';
import { agoText, isDone, printable, reasonOf } from '@gho-platform/run-text';
import type { Evidence } from './evidence.ts';
import { evidenceLines } from './evidence-lines.ts';
import { endText } from './end-text.ts';
import { runningText } from './running-text.ts';
import { waitingText } from './waiting-text.ts';

export interface Explanation {
  readonly state: 'New' | 'Waiting' | 'Running' | 'Ended';
  readonly reason: string;
  /** The answer, as one sentence. */
  readonly sentence: string;
  /** What it rests on. */
  readonly evidence: readonly string[];
}

export interface ExplainOptions {
  readonly nowMs: number;
  readonly evidence?: Evidence;
}

/** explain answers "what is it waiting for?", and of an ended run "why did it end so?". */
export function explain(run: PipelineRun, options: ExplainOptions): Explanation {
  const { nowMs, evidence = {} } = options;
  const lines = isDone(run) ? [] : [...pendingChange(run), ...evidenceLines(run, evidence, nowMs)];
  const scene = { run, nowMs, evidence };
  if (isDone(run)) {
    const { sentence, evidence: own } = endText(run, nowMs);
    return { state: 'Ended', reason: reasonOf(run), sentence, evidence: own };
  }
  if (run.status?.conditions === undefined) {
    return { state: 'New', reason: 'New', sentence: newText(run, nowMs), evidence: lines };
  }
  const { waiting } = run.status;
  if (waiting !== undefined) {
    const sentence = printable(waitingText(waiting, scene));
    return { state: 'Waiting', reason: waiting.reason, sentence, evidence: lines };
  }
  const sentence = printable(runningText(run, nowMs));
  return { state: 'Running', reason: reasonOf(run), sentence, evidence: lines };
}

function newText({ metadata }: PipelineRun, nowMs: number): string {
  const name = metadata.name ?? '';
  if (metadata.deletionTimestamp !== undefined) {
    return `${name} is being deleted, for ${agoText(metadata.deletionTimestamp, nowMs)}.`;
  }
  const age = agoText(metadata.creationTimestamp ?? '', nowMs);
  return `${name} waits for the operator, which has not accepted it in the ${age} since it was created: see whether the operator runs and watches this namespace.`;
}

/** The operator writes into the status which version of the spec it speaks of. */
function pendingChange({ metadata, status }: PipelineRun): readonly string[] {
  const seen = status?.observedGeneration;
  if (seen === undefined || seen >= (metadata.generation ?? 0)) return [];
  return ['the operator has not seen the last change of the spec yet'];
}
