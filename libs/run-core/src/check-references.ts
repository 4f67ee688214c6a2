import type { StoredPipelineSpec, StoredPipelineSpecStage } from '@gho-platform/api';
import { parseReference } from './references.ts';
import { parseTemplate } from './template.ts';
import type { TemplatePart } from './template.ts';

/**
 * checkReferences finds every `$(...)` that can never have a value: unknown forms, parameters that
 * the Pipeline does not declare, outputs of stages that do not run before. Each message begins with
 * the path of the field, such as `spec.stages[1].env[2].value`.
 */
export function checkReferences(pipeline: StoredPipelineSpec): readonly string[] {
  const parameters = new Set((pipeline.parameters ?? []).map(({ name }) => name));
  return pipeline.stages.flatMap((stage, index) => {
    const known: Known = {
      parameters,
      earlier: new Set(pipeline.stages.slice(0, index).map(({ name }) => name)),
      all: new Set(pipeline.stages.map(({ name }) => name)),
      seesOutcome: stage.when === 'Finally',
    };
    return templatesOf(stage).flatMap(({ path, text }) =>
      parseTemplate(text)
        .map((part) => problemOf(part, known))
        .filter((problem) => problem !== undefined)
        .map((problem) => `spec.stages[${index}].${path}: ${problem}`),
    );
  });
}

/** Every text of a stage in which references are allowed, with its path below the stage. */
export function templatesOf(
  stage: StoredPipelineSpecStage,
): readonly { readonly path: string; readonly text: string }[] {
  const env = (stage.env ?? []).flatMap(({ value }, index) =>
    value === undefined ? [] : [{ path: `env[${index}].value`, text: value }],
  );
  const args = (stage.args ?? []).map((text, index) => ({ path: `args[${index}]`, text }));
  return [...env, ...args];
}

interface Known {
  readonly parameters: ReadonlySet<string>;
  readonly earlier: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
  readonly seesOutcome: boolean;
}

function problemOf(part: TemplatePart, known: Known): string | undefined {
  if (part.kind === 'Text') return undefined;
  if (part.kind === 'Unclosed') return 'a reference lacks its ")"; write "$$(" for a literal "$("';
  const reference = parseReference(part.name);
  switch (reference?.kind) {
    case undefined:
      return `unknown reference $(${part.name}); allowed are $(parameters.x), $(run.name), $(run.uid), $(run.namespace) and $(stages.s.outputs.o); write "$$(" for a literal "$("`;
    case 'Run':
      return undefined;
    case 'Outcome':
      return unless(
        known.seesOutcome,
        `$(${part.name}) is known only in a stage that runs Finally`,
      );
    case 'Parameter':
      return unless(
        known.parameters.has(reference.name),
        `$(${part.name}) names a parameter that spec.parameters does not declare`,
      );
    case 'Output':
      return outputProblem(part.name, reference.stage, known);
  }
}

function unless(holds: boolean, problem: string): string | undefined {
  return holds ? undefined : problem;
}

function outputProblem(name: string, stage: string, known: Known): string | undefined {
  if (known.earlier.has(stage)) return undefined;
  return known.all.has(stage)
    ? `$(${name}) names stage ${stage}, which does not run before this one`
    : `$(${name}) names stage ${stage}, which does not exist`;
}
