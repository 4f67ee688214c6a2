import type { PipelineRunStatusStage } from '@gho-platform/api';

type Stage = PipelineRunStatusStage;

/** describeStage is one line about a stage in data terms. */
export function describeStage(stage: Stage): string {
  const facts = [
    attemptsText(stage),
    shardsText(stage),
    rowsText(stage),
    qualityText(stage),
    testsText(stage),
    modelText(stage),
    stage.state === 'Succeeded' ? '' : (stage.message ?? ''),
  ].filter((text) => text !== '');
  return `${stage.name.padEnd(10)} ${stage.state.padEnd(9)} ${facts.join('; ')}`.trimEnd();
}

function attemptsText(stage: Stage): string {
  const attempts = stage.attempts?.at(-1)?.number ?? 0;
  return attempts > 1 ? `attempt ${attempts}` : '';
}

function shardsText({ shards }: Stage): string {
  return shards === undefined ? '' : `${shards.succeeded} of ${shards.total} shards`;
}

function rowsText({ rows }: Stage): string {
  if (rows === undefined) return '';
  const parts = [
    ['read', rows.read],
    ['written', rows.written],
    ['unchanged', rows.unchanged],
    ['rejected', rows.rejected],
  ] as const;
  return `rows ${parts
    .filter(([, count]) => count !== undefined)
    .map(([word, count]) => `${count ?? 0} ${word}`)
    .join(', ')}`;
}

function qualityText({ quality }: Stage): string {
  if (quality === undefined) return '';
  return `quality ${quality.passed ?? 0} of ${quality.checks ?? 0} checks passed`;
}

function testsText({ tests }: Stage): string {
  return tests === undefined ? '' : `dbt tests ${tests.passed ?? 0} of ${tests.total ?? 0} passed`;
}

function modelText({ model }: Stage): string {
  return model === undefined ? '' : `model ${model.name} version ${model.version}`;
}
