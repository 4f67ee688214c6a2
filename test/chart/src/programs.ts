import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, clusterPrograms, type RunOutcome } from '@gho-platform/tools';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** runProgram runs helm or kubeconform, as tools/local-cluster builds them, in the workspace root. */
export async function runProgram(name: string, args: readonly string[]): Promise<RunOutcome> {
  directory ??= programs();
  return attempt(join(await directory, name), args, { cwd: workspaceRoot });
}

let directory: Promise<string> | undefined;

/** Building returns at once when the same source was built before. */
async function programs(): Promise<string> {
  const given = process.env.GHO_PROGRAMS ?? '';
  return given === '' ? clusterPrograms() : given;
}
