import type { CheckFinding, StageResult } from './result.ts';

/** What Kubernetes keeps of one container's termination message. */
export const maximumResultBytes = 4096;

const maximumOutputs = 16;
const maximumOutputCharacters = 256;
const outputName = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

/** How much detail is kept. Each next level is smaller, and nothing in it can grow with the data. */
interface DetailLevel {
  readonly findings: number;
  readonly examples: number;
  readonly failures: number;
  readonly characters: number;
  readonly messageCharacters: number;
}

const contractLevel: DetailLevel = {
  findings: 5,
  examples: 3,
  failures: 20,
  characters: 160,
  messageCharacters: 512,
};

/** Examples go first, then names of failed tests, then findings; the message survives longest. */
const detailLevels: readonly DetailLevel[] = [
  contractLevel,
  { ...contractLevel, examples: 1 },
  { ...contractLevel, examples: 1, failures: 5, characters: 80 },
  { ...contractLevel, examples: 0, failures: 5, characters: 80 },
  { findings: 3, examples: 0, failures: 3, characters: 60, messageCharacters: 256 },
  { findings: 1, examples: 0, failures: 1, characters: 40, messageCharacters: 120 },
  { findings: 0, examples: 0, failures: 0, characters: 40, messageCharacters: 80 },
];

export interface EncodedResult {
  /** Valid JSON of at most 4096 bytes in UTF-8. */
  readonly text: string;
  /** False when the outputs themselves break the contract: the next stage could not start. */
  readonly isUsable: boolean;
}

/**
 * encodeResult writes a result as JSON that always fits the termination message: detail is
 * dropped step by step, counts never, outputs never. Outputs that cannot be carried make the result
 * unusable, because a stage that silently lost an output would break the next one.
 */
export function encodeResult(result: StageResult): EncodedResult {
  const problem = outputProblem(result.outputs ?? {});
  if (problem !== undefined) {
    return unusable(result, problem);
  }
  for (const level of detailLevels) {
    const text = JSON.stringify(atLevel(result, level));
    if (Buffer.byteLength(text, 'utf8') <= maximumResultBytes) {
      return { text, isUsable: true };
    }
  }
  return unusable(
    result,
    `result needs more than ${maximumResultBytes} bytes even without details`,
  );
}

function outputProblem(outputs: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(outputs);
  if (entries.length > maximumOutputs) {
    return `stage declared ${entries.length} outputs, at most ${maximumOutputs} are allowed`;
  }
  for (const [name, value] of entries) {
    if (!outputName.test(name)) {
      return `output name "${truncate(name, 80)}" must match ${outputName.source}`;
    }
    if (value.length > maximumOutputCharacters) {
      return `output ${name} has ${value.length} characters, at most ${maximumOutputCharacters} are allowed`;
    }
  }
  return undefined;
}

function unusable(result: StageResult, problem: string): EncodedResult {
  const reason = truncate(result.reason ?? 'InvalidResult', 63);
  const message = truncate(result.message ?? problem, contractLevel.characters);
  return { text: JSON.stringify({ reason, message }), isUsable: false };
}

function atLevel(result: StageResult, level: DetailLevel): StageResult {
  const { quality, tests, model, reason, message } = result;
  return {
    ...result,
    ...(quality && { quality: { ...quality, worst: findingsAt(quality.worst ?? [], level) } }),
    ...(tests && { tests: { ...tests, failures: textsAt(tests.failures, level.failures, level) } }),
    ...(model && {
      model: {
        ...model,
        name: truncate(model.name, contractLevel.characters),
        metrics: model.metrics.slice(0, 2 * level.findings),
      },
    }),
    ...(reason !== undefined && { reason: truncate(reason, 63) }),
    ...(message !== undefined && { message: truncate(message, level.messageCharacters) }),
  };
}

function findingsAt(findings: readonly CheckFinding[], level: DetailLevel): CheckFinding[] {
  return findings.slice(0, level.findings).map((finding) => ({
    ...finding,
    check: truncate(finding.check, level.characters),
    examples: textsAt(finding.examples, level.examples, level),
  }));
}

function textsAt(
  texts: readonly string[] | undefined,
  count: number,
  level: DetailLevel,
): string[] {
  return (texts ?? []).slice(0, count).map((text) => truncate(text, level.characters));
}

/** truncate cuts to a number of UTF-16 units, never through a surrogate pair, and marks the cut. */
export function truncate(text: string, characters: number): string {
  if (text.length <= characters) {
    return text;
  }
  const kept = text.slice(0, characters - 1);
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
