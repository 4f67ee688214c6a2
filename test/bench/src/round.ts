import type { Contestant } from './contestants.ts';
import type { Observer } from './observer.ts';
import { Timeline } from './timeline.ts';

/** Round is one measurement of one contestant. */
export interface Round {
  readonly chains: readonly string[];
  readonly timeline: Timeline;
  readonly startedMs: number;
  /** From the first request to the end of the last chain. */
  readonly tookMs: number;
}

export interface RoundOptions {
  readonly observer: Observer;
  readonly contestant: Contestant;
  /** How many chains are started at once. */
  readonly count: number;
  /** Makes names of chains unique among rounds. */
  readonly label: string;
  /** Happens beside it. */
  readonly meanwhile?: (timeline: Timeline) => Promise<void>;
  /** A bound, not an expectation. */
  readonly withinMs: number;
}

/** playRound starts chains at once and resolves when all have ended. It rejects when anything fails. */
export async function playRound(options: RoundOptions): Promise<Round> {
  const { observer, contestant, count, label, meanwhile, withinMs } = options;
  const timeline = new Timeline();
  observer.follow(timeline);
  const chains = Array.from({ length: count }, (_, i) => `${contestant.prefix}-${label}-${i + 1}`);
  const startedMs = performance.now();
  const ended = Promise.all([
    ...chains.map((chain) => contestant.run(chain, timeline)),
    meanwhile?.(timeline),
  ]);
  await Promise.race([ended, observer.failure, tooLate(withinMs, contestant)]);
  return { chains, timeline, startedMs, tookMs: performance.now() - startedMs };
}

function tooLate(ms: number, { name }: Contestant): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error(`${name}: not all chains ended within ${ms / 1000} s`));
    }, ms).unref();
  });
}
