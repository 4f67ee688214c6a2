import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * clusterPrograms builds kubectl, helm and the parts of the local cluster, or finds them built, and
 * resolves with their folder.
 */
export function clusterPrograms(): Promise<string> {
  return lastLine('tools/local-cluster/build.sh');
}

/** s3Gateway builds the S3 gateway, or finds it built, and resolves with the program's path. */
export async function s3Gateway(): Promise<string> {
  const module = 'github.com/versity/versitygw/cmd/versitygw';
  return join(
    await lastLine('tools/local-cluster/go-build.sh', 'apps/services/s3-gateway', module),
    'versitygw',
  );
}

/** Both scripts print progress before the folder. Compilers take every core: they give way to what else runs. */
async function lastLine(...script: readonly string[]): Promise<string> {
  const printed = await run('nice', script, { cwd: workspaceRoot });
  return printed.trim().split('\n').at(-1) ?? '';
}
