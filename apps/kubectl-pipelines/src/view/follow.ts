import type { Resource } from '@gho-platform/kube';
import type { TreeOptions } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import { streamText } from '../cli/output.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Stored } from '../cluster/watch-object.ts';
import { watchObject } from '../cluster/watch-object.ts';
import { fitLines, redraw } from './frame.ts';

/** Kind is what it takes to follow objects of one kind. */
export interface Kind<T extends Stored> {
  readonly resource: Resource;
  readonly isDone: (object: T) => boolean;
  /** Everything about the object. */
  readonly tree: (object: T, options: TreeOptions) => readonly string[];
  /** What is new since the last look; `shown` remembers it. */
  readonly changes: (object: T, shown: Map<string, string>) => readonly string[];
}

/** View shows an object while it is followed. */
export interface View<T> {
  show(object: T): void;
  /** Says something that is not about the object, until the object changes. */
  note(message: string): void;
  /** Shows the last state for good. */
  end(): void;
}

/** Durations move on while nothing changes. */
const tickMs = 1000;

/** liveView draws the tree over and over in the same place. */
export function liveView<T extends Stored>({ terminal, nowMs }: Context, kind: Kind<T>): View<T> {
  let object: T | undefined;
  let notes: readonly string[] = [];
  let drawn = 0;
  const tree = (): readonly string[] =>
    object === undefined ? [] : kind.tree(object, { nowMs: nowMs(), paint: terminal.paint });
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
      object = next;
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
export function linesView<T extends Stored>(
  { nowMs, terminal }: Context,
  kind: Kind<T>,
  print: (line: string) => void,
): View<T> {
  const shown = new Map<string, string>();
  const startedMs = nowMs();
  return {
    show: (object) => {
      const seconds = ((nowMs() - startedMs) / 1000).toFixed(0).padStart(4);
      for (const line of kind.changes(object, shown)) print(`${seconds} s  ${line}`);
    },
    note: (message) => {
      terminal.note(message);
    },
    end: () => undefined,
  };
}

/** viewFor is live where people watch, and lines elsewhere. */
export function viewFor<T extends Stored>(context: Context, kind: Kind<T>): View<T> {
  const { terminal } = context;
  return terminal.isLive
    ? liveView(context, kind)
    : linesView(context, kind, (line) => {
        terminal.line(line);
      });
}

/** objectsView prints the object at each change. */
export function objectsView<T extends Stored>(
  { terminal }: Context,
  format: 'json' | 'yaml',
): View<T> {
  return {
    show: (object) => {
      terminal.line(streamText(object, format));
    },
    note: (message) => {
      terminal.note(message);
    },
    end: () => undefined,
  };
}

export interface Following<T extends Stored> {
  readonly kind: Kind<T>;
  readonly view: View<T>;
  readonly signal: AbortSignal;
}

/** followToEnd shows an object until it is done and resolves with its last state. */
export async function followToEnd<T extends Stored>(
  cluster: Cluster,
  first: T,
  { kind, view, signal }: Following<T>,
): Promise<T> {
  try {
    return await watchObject(cluster, first, {
      resource: kind.resource,
      signal,
      until: kind.isDone,
      onChange: (object) => {
        view.show(object);
      },
      onLost: (message) => {
        view.note(message);
      },
    });
  } finally {
    view.end();
  }
}
