import type { PipelineRunStatusStage } from '@gho-platform/api';

type Stage = PipelineRunStatusStage;

/** stageFacts are the texts about what a stage did and found; only those that it has. */
export function stageFacts(stage: Stage): readonly string[] {
  return [
    shardsText(stage),
    rowsText(stage),
    qualityText(stage),
    testsText(stage),
    modelText(stage),
  ].filter((text) => text !== '');
}

export function shardsText({ shards }: Stage): string {
  return shards === undefined ? '' : `${shards.succeeded} of ${shards.total} shards`;
}

export function rowsText({ rows }: Stage): string {
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

export function qualityText({ quality }: Stage): string {
  if (quality === undefined) return '';
  return `quality ${quality.passed ?? 0} of ${quality.checks ?? 0} checks passed`;
}

export function testsText({ tests }: Stage): string {
  return tests === undefined ? '' : `dbt tests ${tests.passed ?? 0} of ${tests.total ?? 0} passed`;
}

export function modelText({ model }: Stage): string {
  return model === undefined ? '' : `model ${model.name} version ${model.version}`;
}
