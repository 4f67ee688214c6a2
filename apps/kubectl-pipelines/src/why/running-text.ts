import type { PipelineRun, PipelineRunStatusStage } from '@gho-platform/api';
import { agoText, succeeded } from '@gho-platform/run-text';

/** States in which a stage is under way. */
const underWay = new Set(['Running', 'Stopping', 'Retrying']);

/** runningText says what runs, and since when. */
export function runningText(run: PipelineRun, nowMs: number): string {
  const name = run.metadata.name ?? '';
  const stages = (run.status?.stages ?? []).filter(({ state }) => underWay.has(state));
  if (stages.length === 0) {
    const message = (succeeded(run)?.message ?? '').replace(/\.$/, '');
    return `${name} is at work${message === '' ? '' : `: ${message}`}.`;
  }
  const progress = run.status?.progress === undefined ? '' : `, ${run.status.progress} stages done`;
  const texts = stages.map((stage) => stageText(stage, nowMs));
  return `${name} is at work: ${texts.join(' and ')}${progress}.`;
}

function stageText(stage: PipelineRunStatusStage, nowMs: number): string {
  const attempt = stage.attempts?.at(-1);
  const since = attempt?.startedAt ?? stage.startedAt;
  const number = attempt === undefined ? '' : ` (attempt ${attempt.number})`;
  const shards =
    stage.shards === undefined ? '' : `, ${stage.shards.succeeded} of ${stage.shards.total} shards`;
  const time = since === undefined ? '' : ` for ${agoText(since, nowMs)}`;
  const verb = stage.state === 'Running' ? 'runs' : `is ${stage.state}`;
  return `stage ${stage.name}${number} ${verb}${time}${shards}`;
}
