import { runReasons } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import type { StageResult } from './facts.ts';
import type { StageScene } from './scene.ts';
import { jsonBytes } from './text.ts';
import type { Problem, StageStatus } from './types.ts';

/**
 * outputsProblem: the run's outputs would no longer fit into its status. They cannot be cut, since
 * later stages depend on them.
 */
export function outputsProblem(
  stage: string,
  result: StageResult,
  { earlier }: StageScene,
): Problem | undefined {
  const before = earlier.reduce((total, { outputs }) => total + bytesOf(outputs), 0);
  const bytes = bytesOf(result.outputs);
  if (before + bytes <= bounds.outputsBytes) return undefined;
  return {
    reason: runReasons.invalidConfiguration,
    message: `outputs of stage ${stage} have ${bytes} bytes, of which ${bounds.outputsBytes - before} fit: put large results into the object store and hand over their keys`,
  };
}

function bytesOf(outputs: StageStatus['outputs']): number {
  return outputs === undefined ? 0 : jsonBytes(outputs);
}
