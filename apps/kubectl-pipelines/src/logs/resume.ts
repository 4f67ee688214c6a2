import { parseLogLine } from './log-line.ts';

/**
 * Resume goes on with a log where its stream was cut. The kubelet gives lines again from a whole
 * second on, so those of the last second are remembered and left out when they come again.
 */
export class Resume {
  #second: string | undefined;
  /** Lines since that second, in order. */
  #lines: string[] = [];
  #repeated = 0;

  /** The time to ask for, or undefined when nothing was read yet. */
  get sinceTime(): string | undefined {
    return this.#second;
  }

  /** Called before a new stream is read. */
  restart(): void {
    this.#repeated = 0;
  }

  /** Whether a line, as it came, was not seen before. */
  isNew(line: string): boolean {
    if (this.#repeated < this.#lines.length && this.#lines[this.#repeated] === line) {
      this.#repeated += 1;
      return false;
    }
    this.#remember(line);
    return true;
  }

  #remember(line: string): void {
    const { time } = parseLogLine(line);
    const second = time === undefined ? this.#second : secondOf(time);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = [];
    }
    this.#lines.push(line);
    // What was not a repetition ends the repetitions.
    this.#repeated = this.#lines.length;
  }
}

function secondOf(time: string): string {
  return `${new Date(Date.parse(time)).toISOString().slice(0, 19)}Z`;
}
