import { Cron } from 'croner';

/** CronLines is what decides which ticks there are. */
export interface CronLines {
  readonly cron: readonly string[];
  readonly timeZone: string;
}

/** Five fields. The library would also take seconds, years, nicknames and dates. */
const fiveFields = /^[0-9A-Za-z*,/#-]+( +[0-9A-Za-z*,/#-]+){4}$/;
const allowedLine =
  'must be five fields: minute (0-59), hour (0-23), day of month (1-31), month (1-12 or JAN-DEC), day of week (0-7 or SUN-SAT)';
/** An offset such as +02:00 is a zone for the runtime too, but knows no daylight saving. */
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

/** CronError says which field is wrong, its value, and what is allowed. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

/**
 * TickSource computes the ticks of cron lines in a time zone. A time that the clocks skip comes at the
 * moment of the change; a time that they show twice comes once, at its first; a line that runs every
 * so many minutes or hours goes on in real time.
 */
export class TickSource {
  readonly #lines: readonly Cron[];

  /** Throws CronError. `now` serves to find lines that never come. */
  constructor({ cron, timeZone }: CronLines, now: Date) {
    checkZone(timeZone);
    this.#lines = cron.map((line, index) => parseLine(line, { index, timeZone, now }));
  }

  /** Ticks after an instant, in order, each once although several lines have it. Milliseconds. */
  *after(instantMs: number): Generator<number, void, undefined> {
    const next = this.#lines.map((line) => nextOf(line, instantMs));
    for (let tick = Math.min(...next); tick !== never; tick = Math.min(...next)) {
      yield tick;
      this.#lines.forEach((line, index) => {
        if (next[index] === tick) next[index] = nextOf(line, tick);
      });
    }
  }
}

const never = Number.POSITIVE_INFINITY;

function nextOf(line: Cron, afterMs: number): number {
  return line.nextRun(new Date(afterMs))?.getTime() ?? never;
}

function checkZone(timeZone: string): void {
  if (zoneName.test(timeZone) && isKnownZone(timeZone)) return;
  throw new CronError(
    `spec.timeZone "${timeZone}" must be the name of a zone in the IANA database, such as Europe/Berlin or UTC`,
  );
}

function isKnownZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function parseLine(
  line: string,
  {
    index,
    timeZone,
    now,
  }: { readonly index: number; readonly timeZone: string; readonly now: Date },
): Cron {
  const field = `spec.cron[${index}] "${line}"`;
  if (!fiveFields.test(line)) throw new CronError(`${field} ${allowedLine}`);
  let parsed: Cron;
  try {
    // Without a function it has no timer: it only computes.
    parsed = new Cron(line, { timezone: timeZone, mode: '5-part', paused: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : '';
    throw new CronError(`${field} ${allowedLine}: ${why}`);
  }
  if (nextOf(parsed, now.getTime()) === never) {
    throw new CronError(`${field} must name a date that exists`);
  }
  return parsed;
}
