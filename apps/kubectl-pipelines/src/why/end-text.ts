import { runReasons } from '@gho-platform/api';
import type { PipelineRun, PipelineRunStatusStage } from '@gho-platform/api';
import {
  agoText,
  printable,
  reasonOf,
  reportLines,
  spanText,
  succeeded,
} from '@gho-platform/run-text';

export interface EndText {
  readonly sentence: string;
  readonly evidence: readonly string[];
}

/** endText says how a run ended, and why. */
export function endText(run: PipelineRun, nowMs: number): EndText {
  if (reasonOf(run) === runReasons.planned) return plannedText(run);
  return succeeded(run)?.status === 'True' ? goodText(run, nowMs) : badText(run, nowMs);
}

function goodText(run: PipelineRun, nowMs: number): EndText {
  const subject = `${run.metadata.name ?? ''} succeeded${timesText(run, nowMs)}`;
  return { sentence: printable(`${subject}${resultsText(run)}.`), evidence: [] };
}

function badText(run: PipelineRun, nowMs: number): EndText {
  const subject = `${run.metadata.name ?? ''} ended${timesText(run, nowMs)}`;
  const message = (succeeded(run)?.message ?? '').trim().replace(/\.$/, '');
  const why = message === '' ? '' : `: ${message}`;
  return {
    sentence: printable(`${subject}, with ${reasonOf(run)}${why}.`),
    evidence: (run.status?.stages ?? []).filter(isToBlame).flatMap(blameLines),
  };
}

/** A run that only asked did not succeed in anything. */
function plannedText(run: PipelineRun): EndText {
  const { message = '' } = succeeded(run) ?? {};
  return { sentence: printable(`${run.metadata.name ?? ''}: ${message}.`), evidence: [] };
}

function timesText({ status = {} }: PipelineRun, nowMs: number): string {
  const ago = status.finishedAt === undefined ? '' : ` ${agoText(status.finishedAt, nowMs)} ago`;
  const took = status.startedAt === undefined ? '' : `, after ${spanText(status, nowMs)}`;
  return `${ago}${took}`;
}

function resultsText({ status }: PipelineRun): string {
  const { rowsLoaded, rowsRejected, quality, tests, model } = status?.results ?? {};
  const parts = [
    [status?.progress, (text) => `${text} stages`],
    [rowsLoaded, (text) => `${text} rows loaded`],
    [rowsRejected === 0 ? undefined : rowsRejected, (text) => `${text} rejected`],
    [quality, (text) => `quality ${text}`],
    [tests, (text) => `tests ${text}`],
    [model, (text) => `model ${text}`],
  ] satisfies readonly (readonly [string | number | undefined, (text: string) => string])[];
  const texts = parts.flatMap(([value, say]) => (value === undefined ? [] : [say(String(value))]));
  return texts.length === 0 ? '' : `: ${texts.join(', ')}`;
}

function isToBlame({ state }: PipelineRunStatusStage): boolean {
  return state === 'Failed' || state === 'TimedOut' || state === 'Cancelled';
}

function blameLines(stage: PipelineRunStatusStage): readonly string[] {
  const attempts = (stage.attempts ?? [])
    .filter(({ state }) => state !== 'Succeeded')
    .map(({ number, state, reason, exitCode, message }) => {
      const facts = [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`, message];
      const text = facts.filter((fact) => fact !== undefined).join(': ');
      return printable(`stage ${stage.name}, attempt ${number}: ${state}: ${text}`);
    });
  return [...attempts, ...reportLines(stage)];
}
