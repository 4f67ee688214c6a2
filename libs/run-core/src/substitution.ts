import { runReasons } from '@gho-platform/api';
import type { StoredPipelineRun, StoredPipelineSpecStage } from '@gho-platform/api';
import type { Outcome } from './finally.ts';
import { parseReference } from './references.ts';
import type { Reference } from './references.ts';
import { parseTemplate } from './template.ts';
import type { TemplatePart } from './template.ts';
import type { Problem, StageStatus } from './types.ts';

/** Values is everything a reference may stand for when a stage starts. */
export interface Values {
  readonly run: StoredPipelineRun;
  readonly parameters: ReadonlyMap<string, string>;
  /** Stages as decided so far; their outputs count once they succeeded. */
  readonly stages: readonly StageStatus[];
  /** For a stage that runs Finally: what became of the others, whose outputs may then be missing. */
  readonly outcome: Outcome | undefined;
  /** For a preview: stands for the outputs of stages that are not in `stages`. */
  readonly placeholder?: string;
}

/** What a stage's container gets, nothing left to substitute. */
export interface Substituted {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly args?: readonly string[];
}

/**
 * substitute puts values into a stage's env and args. An output that an earlier stage did not give
 * is a Problem: the stage would run with a hole in its configuration.
 */
export function substitute(stage: StoredPipelineSpecStage, values: Values): Substituted | Problem {
  const missing = new Set<string>();
  const render = (template: string): string =>
    parseTemplate(template)
      .map((part) => {
        const value = valueOf(part, values);
        if (value === undefined && part.kind === 'Reference') missing.add(part.name);
        return value ?? '';
      })
      .join('');
  const env = (stage.env ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [{ name, value: render(value) }],
  );
  const args = stage.args?.map(render);
  if (missing.size > 0) return missingValues([...missing]);
  return { env, ...(args === undefined ? {} : { args }) };
}

export function isProblem(outcome: Substituted | Problem): outcome is Problem {
  return 'reason' in outcome;
}

function missingValues(names: readonly string[]): Problem {
  const listed = names.map((name) => `$(${name})`).join(', ');
  return {
    reason: runReasons.invalidConfiguration,
    message: `no value for ${listed}: the stage that should give it succeeded without this output`,
  };
}

function valueOf(part: TemplatePart, values: Values): string | undefined {
  if (part.kind !== 'Reference') return part.text;
  const reference = parseReference(part.name);
  switch (reference?.kind) {
    case undefined:
      return undefined;
    case 'Run':
      return values.run.metadata[reference.field];
    case 'Outcome':
      return values.outcome?.[reference.field];
    case 'Parameter':
      return values.parameters.get(reference.name);
    case 'Output':
      return outputValue(reference, values);
  }
}

function outputValue(
  reference: Extract<Reference, { kind: 'Output' }>,
  { stages, outcome, placeholder }: Values,
): string | undefined {
  const stage = stages.find(({ name }) => name === reference.stage);
  if (stage === undefined && placeholder !== undefined) return placeholder;
  const output = stage?.outputs?.find(({ name }) => name === reference.output);
  return output?.value ?? (outcome === undefined ? undefined : '');
}
