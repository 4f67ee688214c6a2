import type { StoredPipelineRunSpec, StoredPipelineSpec } from '@gho-platform/api';
import { checkParameter } from './parameter-types.ts';

export interface ParameterProblems {
  /** Every mistake of the run's author; each names the parameter, the value and what is allowed. */
  readonly problems: readonly string[];
  /** Every mistake of the Pipeline's author, with the path of the field. */
  readonly pipelineProblems: readonly string[];
}

/** Values in force by name, defaults included, in the order of the Pipeline. */
export function parameterValues(
  pipeline: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): ReadonlyMap<string, string> {
  const given = valuesGiven(run);
  const values = (pipeline.parameters ?? []).map(
    (parameter) => [parameter.name, given.get(parameter.name) ?? parameter.default] as const,
  );
  return new Map(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * checkParameters checks the run's values and the Pipeline's defaults. Matching patterns takes time,
 * so it is asked once, before the start.
 */
export function checkParameters(
  pipeline: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): ParameterProblems {
  const declared = pipeline.parameters ?? [];
  const given = valuesGiven(run);
  const problems = unknownNames([...given.keys()], new Set(declared.map(({ name }) => name)));
  const pipelineProblems: string[] = [];
  for (const [index, parameter] of declared.entries()) {
    const own = given.get(parameter.name);
    const value = own ?? parameter.default;
    if (value === undefined) {
      problems.push(`parameter ${parameter.name} is required`);
      continue;
    }
    const path = `spec.parameters[${index}]`;
    const found = checkParameter(parameter, value);
    pipelineProblems.push(...found.declaration.map((text) => `${path}${text}`));
    if (own === undefined) {
      pipelineProblems.push(...found.value.map((text) => `${path}.default: ${text}`));
    } else {
      problems.push(...found.value.map((text) => `parameter ${parameter.name}: ${text}`));
    }
  }
  return { problems, pipelineProblems };
}

function valuesGiven({ parameters = [] }: StoredPipelineRunSpec): ReadonlyMap<string, string> {
  return new Map(parameters.map(({ name, value }) => [name, value]));
}

function unknownNames(given: readonly string[], declared: ReadonlySet<string>): string[] {
  const allowed =
    declared.size === 0 ? 'it declares none' : `declared are ${[...declared].join(', ')}`;
  return given
    .filter((name) => !declared.has(name))
    .map((name) => `parameter ${name} is not declared by the Pipeline: ${allowed}`);
}
