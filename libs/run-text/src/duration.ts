const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** durationText is a length of time as people say it: 7s, 3m05s, 2h10m, 4d03h. Never negative. */
export function durationText(ms: number): string {
  const seconds = Number.isFinite(ms) ? Math.max(0, Math.floor(ms / 1000)) : 0;
  if (seconds < minute) return `${seconds}s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)}m${two(seconds % minute)}s`;
  if (seconds < day) return `${Math.floor(seconds / hour)}h${two((seconds % hour) / minute)}m`;
  return `${Math.floor(seconds / day)}d${two((seconds % day) / hour)}h`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** Span is something that began and may have ended, in RFC 3339 times. */
export interface Span {
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** spanText is how long something took, or takes up to now; empty when it has not begun. */
export function spanText({ startedAt, finishedAt }: Span, nowMs: number): string {
  if (startedAt === undefined) return '';
  const end = finishedAt === undefined ? nowMs : Date.parse(finishedAt);
  return durationText(end - Date.parse(startedAt));
}

/** agoText is how long ago a time was. */
export function agoText(time: string, nowMs: number): string {
  return durationText(nowMs - Date.parse(time));
}

/** relativeText is where a time lies from now: `3m05s ago`, `in 2h10m`. */
export function relativeText(time: string, nowMs: number): string {
  const aheadMs = Date.parse(time) - nowMs;
  return aheadMs > 0 ? `in ${durationText(aheadMs)}` : `${agoText(time, nowMs)} ago`;
}
