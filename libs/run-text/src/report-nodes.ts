import type { PipelineRunStatusStage, PipelineRunStatusStageQualityWorst } from '@gho-platform/api';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { modelText, qualityText, rowsText, testsText } from './stage-facts.ts';
import type { TreeNode } from './tree.ts';

type Stage = PipelineRunStatusStage;

/** reportNodes are what a stage reported: rows, quality, tests, model, outputs. */
export function reportNodes(stage: Stage, paint: Paint): readonly TreeNode[] {
  return [
    { text: rowsText(stage) },
    qualityNode(stage, paint),
    testsNode(stage, paint),
    modelNode(stage),
    outputsNode(stage),
  ].filter(({ text }) => text !== '');
}

function qualityNode(stage: Stage, paint: Paint): TreeNode {
  const { quality } = stage;
  return {
    text: withCounts(qualityText(stage), quality),
    children: (quality?.worst ?? []).map((check) => checkNode(check, paint)),
  };
}

/** worstText is one check that did not pass, without its examples. */
export function worstText(check: PipelineRunStatusStageQualityWorst): string {
  const severity = check.severity === undefined ? '' : ` (${check.severity})`;
  const rows = check.rows === 1 ? '1 row' : `${check.rows} rows`;
  return printable(`${check.check}${severity} ${check.outcome}: ${rows}`);
}

function checkNode(check: PipelineRunStatusStageQualityWorst, paint: Paint): TreeNode {
  const text = worstText(check);
  return {
    text: check.outcome === 'Failed' ? paint.bad(text) : paint.busy(text),
    children: (check.examples ?? []).map((example) => ({ text: paint.dim(printable(example)) })),
  };
}

function testsNode(stage: Stage, paint: Paint): TreeNode {
  return {
    text: withCounts(testsText(stage), stage.tests),
    children: (stage.tests?.failures ?? []).map((name) => ({
      text: paint.bad(printable(`failed ${name}`)),
    })),
  };
}

function modelNode(stage: Stage): TreeNode {
  const { model } = stage;
  if (model === undefined) return { text: '' };
  const rank = model.champion === undefined ? '' : model.champion ? ', champion' : ', challenger';
  const width = Math.max(0, ...(model.metrics ?? []).map(({ name }) => name.length));
  return {
    text: printable(`${modelText(stage)}${rank}`),
    children: (model.metrics ?? []).map(({ name, value, baseline }) => ({
      text: printable(
        `${name.padEnd(width)}  ${value}${baseline === undefined ? '' : `  baseline ${baseline}`}`,
      ),
    })),
  };
}

function outputsNode({ outputs = [] }: Stage): TreeNode {
  if (outputs.length === 0) return { text: '' };
  const values = outputs.map(({ name, value }) => `${name}=${printable(value)}`);
  return { text: `outputs ${values.join(', ')}` };
}

interface Counts {
  readonly warned?: number;
  readonly failed?: number;
}

function withCounts(text: string, counts: Counts | undefined): string {
  const parts = [
    [counts?.warned, 'warned'],
    [counts?.failed, 'failed'],
  ] as const;
  const bad = parts.filter(([count]) => (count ?? 0) > 0);
  return [text, ...bad.map(([count, word]) => `${count ?? 0} ${word}`)].join(', ');
}

/** reportLines is what a stage reported that is not good: checks and tests that did not pass. */
export function reportLines(stage: Stage): readonly string[] {
  const checks = (stage.quality?.worst ?? []).flatMap((check) => [
    `check ${worstText(check)}`,
    ...(check.examples ?? []).map((example) => `  for example ${printable(example)}`),
  ]);
  const tests = (stage.tests?.failures ?? []).map((name) => printable(`dbt test failed: ${name}`));
  return [...checks, ...tests];
}
