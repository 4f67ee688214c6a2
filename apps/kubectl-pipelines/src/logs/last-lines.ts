import type { StoredPipelineRun } from '@gho-platform/api';
import { ApiError, ConnectionError } from '@gho-platform/kube';
import { plain } from '@gho-platform/run-text';
import type { LastLines } from '@gho-platform/run-text';
import type { Cluster } from '../cluster/cluster.ts';
import { listPods } from '../cluster/run-pods.ts';
import { logGroups } from './groups.ts';
import { parseLogLine } from './log-line.ts';
import type { LogLine } from './log-line.ts';
import { podLogSource } from './pod-log-source.ts';
import { readPodLog } from './pod-log.ts';
import { readable } from './readable.ts';

/**
 * lastLines is what each stage under way logged last, readable; of several shards the newest line. It is an extra:
 * a stage whose log may not or cannot be read now is left out.
 */
export async function lastLines(
  cluster: Cluster,
  run: StoredPipelineRun,
  signal: AbortSignal,
): Promise<LastLines> {
  const lines = new Map<string, string>();
  try {
    const groups = logGroups(run, await listPods(cluster, run)).filter(({ isOver }) => !isOver);
    for (const { stage, pods } of groups) {
      const running = pods.filter(({ state }) => state === 'Running').map(({ name }) => name);
      const last = newest(await Promise.all(running.map((pod) => lastLine(cluster, pod, signal))));
      if (last !== undefined) lines.set(stage, firstOf(readable(last.text, plain)));
    }
  } catch (error) {
    const isRefused = error instanceof ApiError || error instanceof ConnectionError;
    if (!isRefused && !signal.aborted) throw error;
  }
  return lines;
}

async function lastLine(
  cluster: Cluster,
  pod: string,
  signal: AbortSignal,
): Promise<LogLine | undefined> {
  let last: LogLine | undefined;
  await readPodLog(podLogSource(cluster, signal), {
    namespace: cluster.namespace,
    pod,
    follow: false,
    tailLines: 1,
    signal,
    onLine: (line) => {
      last = parseLogLine(line);
    },
  });
  return last;
}

function newest(lines: readonly (LogLine | undefined)[]): LogLine | undefined {
  return lines
    .filter((line) => line !== undefined)
    .reduce<LogLine | undefined>(
      (latest, line) => ((line.time ?? '') >= (latest?.time ?? '') ? line : latest),
      undefined,
    );
}

/** Of an error the message, without its stack. */
function firstOf(text: string): string {
  return text.split('\n')[0] ?? '';
}
