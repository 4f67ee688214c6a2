import type { StoredPipelineRun } from '@gho-platform/api';
import { sleep, systemClock } from '@gho-platform/kube';
import { isDone, runTree } from '@gho-platform/run-text';
import type { LastLines } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { lastLines } from '../logs/last-lines.ts';
import type { View } from './follow.ts';
import { linesView, liveView } from './follow.ts';
import { runKind } from './run-kind.ts';

/** How often the logs of stages under way are looked at. */
const lookMs = 2000;

/**
 * runView shows a run that is followed: on a terminal as a picture, with what its stages log meanwhile;
 * elsewhere as lines.
 */
export function runView(
  context: Context,
  cluster: Cluster,
  signal: AbortSignal,
): View<StoredPipelineRun> {
  const { terminal } = context;
  if (terminal.isLive) return pictureWithLogs(context, cluster, signal);
  return linesView(context, runKind, (line) => {
    terminal.line(line);
  });
}

function pictureWithLogs(
  context: Context,
  cluster: Cluster,
  signal: AbortSignal,
): View<StoredPipelineRun> {
  let run: StoredPipelineRun | undefined;
  let lines: LastLines = new Map();
  const view = liveView(context, {
    ...runKind,
    tree: (shown, options) => runTree(shown, { ...options, lastLines: lines }),
  });
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  void repeat(until, async () => {
    if (run !== undefined && !isDone(run)) lines = await lastLines(cluster, run, until);
  });
  return {
    show: (next) => {
      run = next;
      view.show(next);
    },
    note: (message) => {
      view.note(message);
    },
    end: () => {
      stop.abort();
      view.end();
    },
  };
}

async function repeat(until: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!until.aborted) {
    await look();
    await sleep(systemClock, lookMs, until);
  }
}
