import type { Paint } from '@gho-platform/run-text';
import { withoutControls } from '@gho-platform/run-text';

/** Fields that every line of a stage has, and that the prefix says already. */
const known = new Set(['level', 'time', 'msg', 'run', 'namespace', 'stage', 'attempt', 'shard']);

/**
 * readable makes a JSON log line, as our stages write them, a line for people: time, level, message,
 * then fields as name=value. Any other line stays as it is. An error's stack follows on lines of its
 * own.
 */
export function readable(text: string, paint: Paint): string {
  const entry = entryOf(text);
  if (entry === undefined) return text;
  const { level = '', time = '', msg = '' } = entry as Readonly<Record<string, string>>;
  const fields = Object.entries(entry)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${name}=${valueText(value)}`);
  const words = [
    paint.dim(clockText(time)),
    levelText(level, paint),
    msg,
    paint.dim(fields.join(' ')),
  ].filter((word) => word !== '');
  return [words.join(' '), ...stackLines(entry)].join('\n');
}

type Entry = Readonly<Record<string, unknown>>;

/** Only lines with a level and a message are ours; other JSON may mean anything. */
function entryOf(text: string): Entry | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Entry;
    const isOurs = typeof value.level === 'string' && typeof value.msg === 'string';
    return isOurs ? (safe(value) as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON hides from a terminal would come to life when it is read. */
function safe(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .split('\n')
      .map((line) => withoutControls(line))
      .join('\n');
  }
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [withoutControls(name), safe(member)]),
  );
}

/** The time of day: the day is that of the run. */
function clockText(time: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(time)?.[1] ?? '';
}

function levelText(level: string, paint: Paint): string {
  const text = level.toUpperCase().padEnd(5);
  if (level === 'error' || level === 'fatal') return paint.bad(text);
  return level === 'warn' ? paint.busy(text) : text;
}

function valueText(value: unknown): string {
  if (isError(value)) return quoted(value.message);
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function quoted(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

interface LoggedError {
  readonly message: string;
  readonly stack?: unknown;
}

function isError(value: unknown): value is LoggedError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

function stackLines({ error, err }: Entry): readonly string[] {
  const logged = error ?? err;
  if (!isError(logged) || typeof logged.stack !== 'string') return [];
  return logged.stack.split('\n').map((line) => `    ${line.trim()}`);
}
