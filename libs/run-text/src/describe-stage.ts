import type { PipelineRunStatusStage } from '@gho-platform/api';
import { printable } from './printable.ts';
import { stageFacts } from './stage-facts.ts';

/** describeStage is one line about a stage in data terms. */
export function describeStage(stage: PipelineRunStatusStage): string {
  const facts = [
    attemptsText(stage),
    ...stageFacts(stage),
    stage.state === 'Succeeded' ? '' : (stage.message ?? ''),
  ].filter((text) => text !== '');
  const line = `${stage.name.padEnd(10)} ${stage.state.padEnd(9)} ${facts.join('; ')}`;
  return printable(line);
}

function attemptsText(stage: PipelineRunStatusStage): string {
  const attempts = stage.attempts?.at(-1)?.number ?? 0;
  return attempts > 1 ? `attempt ${attempts}` : '';
}
