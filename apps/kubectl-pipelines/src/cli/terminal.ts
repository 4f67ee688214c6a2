import type { Paint } from '@gho-platform/run-text';
import { colours, plain } from '@gho-platform/run-text';

/** Terminal is where a command writes. */
export interface Terminal {
  /** Whether people watch: live pictures and colours need that. */
  readonly isLive: boolean;
  readonly paint: Paint;
  columns(): number;
  rows(): number;
  /** Writes text as it is to standard output. */
  write(text: string): void;
  /** Writes a line to standard output. */
  line(text: string): void;
  /** Writes a line to standard error: what is not the answer. */
  note(text: string): void;
}

/** What a terminal needs of a stream of the process. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly out: OutputStream;
  readonly err: OutputStream;
  readonly color: boolean;
}

/** terminalOf writes to two streams, with colours only where standard output is a terminal. */
export function terminalOf({ out, err, color }: TerminalOptions): Terminal {
  const isLive = out.isTTY === true;
  return {
    isLive,
    paint: isLive && color ? colours : plain,
    columns: () => known(out.columns, 80),
    rows: () => known(out.rows, 24),
    write: (text) => void out.write(text),
    line: (text) => void out.write(`${text}\n`),
    note: (text) => void err.write(`${text}\n`),
  };
}

/** Some terminals do not know their size, and say 0. */
function known(size: number | undefined, otherwise: number): number {
  return size === undefined || size === 0 ? otherwise : size;
}
