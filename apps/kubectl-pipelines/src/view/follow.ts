import type { StoredPipelineRun } from '@gho-platform/api';
import { changedLines, isDone, runTree } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { watchRun } from '../cluster/watch-run.ts';
import { fitLines, redraw } from './frame.ts';

/** View shows a run while it is followed. */
export interface View {
  show(run: StoredPipelineRun): void;
  /** Says something that is not about the run, until the run changes. */
  note(message: string): void;
  /** Shows the last state for good. */
  end(): void;
}

/** Durations move on while nothing changes. */
const tickMs = 1000;

/** liveView draws the tree over and over in the same place. */
export function liveView({ terminal, nowMs }: Context): View {
  let run: StoredPipelineRun | undefined;
  let notes: readonly string[] = [];
  let drawn = 0;
  const tree = (): readonly string[] =>
    run === undefined ? [] : runTree(run, { nowMs: nowMs(), paint: terminal.paint });
  const draw = (lines: readonly string[]): void => {
    terminal.write(redraw(drawn, lines));
    drawn = lines.length;
  };
  const drawFitting = (): void => {
    draw(fitLines([...tree(), ...notes], { columns: terminal.columns(), rows: terminal.rows() }));
  };
  const ticker = setInterval(drawFitting, tickMs);
  return {
    show: (next) => {
      run = next;
      notes = [];
      drawFitting();
    },
    note: (message) => {
      notes = [terminal.paint.busy(message)];
      drawFitting();
    },
    end: () => {
      clearInterval(ticker);
      draw(tree());
    },
  };
}

/** linesView prints each change as a line with the time since it began. */
export function linesView({ nowMs, terminal }: Context, print: (line: string) => void): View {
  const shown = new Map<string, string>();
  const startedMs = nowMs();
  return {
    show: (run) => {
      const seconds = ((nowMs() - startedMs) / 1000).toFixed(0).padStart(4);
      for (const line of changedLines(run, shown)) print(`${seconds} s  ${line}`);
    },
    note: (message) => {
      terminal.note(message);
    },
    end: () => undefined,
  };
}

/** viewFor is live where people watch, and lines elsewhere. */
export function viewFor(context: Context): View {
  const { terminal } = context;
  return terminal.isLive
    ? liveView(context)
    : linesView(context, (line) => {
        terminal.line(line);
      });
}

export interface Following {
  readonly view: View;
  readonly signal: AbortSignal;
}

/** followToEnd shows a run until it has ended and resolves with its last state. */
export async function followToEnd(
  cluster: Cluster,
  first: StoredPipelineRun,
  { view, signal }: Following,
): Promise<StoredPipelineRun> {
  try {
    return await watchRun(cluster, first, {
      signal,
      until: isDone,
      onChange: (run) => {
        view.show(run);
      },
      onLost: (message) => {
        view.note(message);
      },
    });
  } finally {
    view.end();
  }
}
