/**
 * Clock is time as the adapter sees it. Tests drive it by hand.
 */
export interface Clock {
  /** Milliseconds that never jump; only differences mean something. */
  monotonicMs(): number;
  /** Wall-clock time, for what people read and for fields that other machines read. */
  now(): Date;
  /** Calls back once after `ms` and returns how to cancel that. */
  after(ms: number, callback: () => void): () => void;
}

/** setTimeout fires at once for delays past 2^31 - 1 ms, so a longer one is cut to a day. */
const longestTimerMs = 24 * 60 * 60 * 1000;

/** systemClock is the time of this machine. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  now: () => new Date(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), longestTimerMs));
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `ms`, or as soon as `signal` aborts; it never rejects. */
export async function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(ms, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
