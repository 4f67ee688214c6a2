import type { StoredPipelineSpecParameter } from '@gho-platform/api';
import { compilePattern } from './pattern.ts';
import { shorten } from './text.ts';

/** What is wrong with a value, and with the declaration itself (paths below the parameter). */
export interface ParameterFindings {
  readonly value: readonly string[];
  readonly declaration: readonly string[];
}

/** checkParameter checks a value against type, allowed, pattern, minimum and maximum. */
export function checkParameter(
  parameter: StoredPipelineSpecParameter,
  value: string,
): ParameterFindings {
  const wrongType = typeProblem(parameter.type, value);
  if (wrongType !== undefined) return { value: [wrongType], declaration: [] };
  const ruleProblems = [allowedProblem(parameter, value), boundsProblem(parameter, value)];
  const pattern = checkPattern(parameter, value);
  return {
    value: [...ruleProblems, ...pattern.value].filter((problem) => problem !== undefined),
    declaration: pattern.declaration,
  };
}

function typeProblem(type: StoredPipelineSpecParameter['type'], value: string): string | undefined {
  switch (type) {
    case 'String':
      return undefined;
    case 'Integer':
      return isInteger(value) ? undefined : `${quote(value)} is not an integer`;
    case 'Boolean':
      return value === 'true' || value === 'false'
        ? undefined
        : `${quote(value)} is not a boolean: allowed are true and false`;
    case 'Date':
      return isDate(value) ? undefined : `${quote(value)} is not a date: write YYYY-MM-DD`;
  }
}

function isInteger(value: string): boolean {
  return /^-?(0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value));
}

/** Only days that exist: 2026-02-30 would silently become 2 March. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function allowedProblem(
  { allowed }: StoredPipelineSpecParameter,
  value: string,
): string | undefined {
  if (allowed === undefined || allowed.includes(value)) return undefined;
  return `${quote(value)} is not allowed: allowed are ${allowed.join(', ')}`;
}

function boundsProblem(
  { type, minimum, maximum }: StoredPipelineSpecParameter,
  value: string,
): string | undefined {
  if (type !== 'Integer') return undefined;
  const number = Number(value);
  if (minimum !== undefined && number < minimum) return `${value} is below the minimum ${minimum}`;
  if (maximum !== undefined && number > maximum) return `${value} is above the maximum ${maximum}`;
  return undefined;
}

function checkPattern(
  { type, pattern }: StoredPipelineSpecParameter,
  value: string,
): ParameterFindings {
  if (pattern === undefined || type !== 'String') return { value: [], declaration: [] };
  const compiled = compilePattern(pattern);
  if (!compiled.ok) return { value: [], declaration: [`.pattern: ${compiled.problem}`] };
  const fits = compiled.matches(value);
  return { value: fits ? [] : [`${quote(value)} does not match ${pattern}`], declaration: [] };
}

function quote(value: string): string {
  return JSON.stringify(shorten(value, 64));
}
