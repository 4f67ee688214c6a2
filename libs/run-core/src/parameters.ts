import type { StoredPipelineRunSpec, StoredPipelineSpec } from '@gho-platform/api';
import { checkParameter } from './parameter-types.ts';

export interface ResolvedParameters {
  /** Values in force by name, defaults included, in the order of the Pipeline. */
  readonly values: ReadonlyMap<string, string>;
  /** Every mistake of the run's author; each names the parameter, the value and what is allowed. */
  readonly problems: readonly string[];
  /** Every mistake of the Pipeline's author, with the path of the field. */
  readonly pipelineProblems: readonly string[];
}

/** resolveParameters puts the run's values and the Pipeline's defaults together and checks all. */
export function resolveParameters(
  pipeline: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): ResolvedParameters {
  const declared = pipeline.parameters ?? [];
  const given = new Map((run.parameters ?? []).map(({ name, value }) => [name, value]));
  const values = new Map<string, string>();
  const problems = unknownNames([...given.keys()], new Set(declared.map(({ name }) => name)));
  const pipelineProblems: string[] = [];
  for (const [index, parameter] of declared.entries()) {
    const own = given.get(parameter.name);
    const value = own ?? parameter.default;
    if (value === undefined) {
      problems.push(`parameter ${parameter.name} is required`);
      continue;
    }
    values.set(parameter.name, value);
    const path = `spec.parameters[${index}]`;
    const found = checkParameter(parameter, value);
    pipelineProblems.push(...found.declaration.map((text) => `${path}${text}`));
    if (own === undefined) {
      pipelineProblems.push(...found.value.map((text) => `${path}.default: ${text}`));
    } else {
      problems.push(...found.value.map((text) => `parameter ${parameter.name}: ${text}`));
    }
  }
  return { values, problems, pipelineProblems };
}

function unknownNames(given: readonly string[], declared: ReadonlySet<string>): string[] {
  const allowed =
    declared.size === 0 ? 'it declares none' : `declared are ${[...declared].join(', ')}`;
  return given
    .filter((name) => !declared.has(name))
    .map((name) => `parameter ${name} is not declared by the Pipeline: ${allowed}`);
}
