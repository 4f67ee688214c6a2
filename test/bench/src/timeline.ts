/** What can be seen of a stage of a chain, and of the chain as a whole. */
export type Happening = 'created' | 'terminated' | 'completed' | 'ended';

/** Moment names something that happens once: to a stage of a chain, or to the chain. */
export interface Moment {
  readonly happening: Happening;
  readonly chain: string;
  /** Absent for `ended`, which happens to the chain. */
  readonly stage?: string;
}

interface Entry {
  readonly seen: PromiseWithResolvers<number>;
  /** Milliseconds of a clock that never jumps; absent while it is only waited for. */
  atMs?: number;
}

/**
 * Timeline notes when something was first seen, and lets others wait for it. `created` is a Job or a
 * bare pod, `terminated` its container with exit code 0, `completed` the condition of its Job, `ended`
 * the whole chain.
 */
export class Timeline {
  readonly #entries = new Map<string, Entry>();
  /** Uids of Jobs or bare pods by chain and stage: more than one is a stage that ran twice. */
  readonly #created = new Map<string, Set<string>>();

  /** Notes that something was seen. Only the first time counts. */
  note(moment: Moment, atMs: number): void {
    const entry = this.#entry(moment);
    if (entry.atMs !== undefined) return;
    entry.atMs = atMs;
    entry.seen.resolve(atMs);
  }

  /** Notes that a stage's Job or bare pod came to be. */
  noteCreated(stage: Omit<Moment, 'happening'>, uid: string, atMs: number): void {
    const moment: Moment = { happening: 'created', ...stage };
    const uids = this.#created.get(keyOf(moment)) ?? new Set();
    this.#created.set(keyOf(moment), uids.add(uid));
    this.note(moment, atMs);
  }

  /** Resolves with the time at which something was seen, once it is. */
  async seen(moment: Moment): Promise<number> {
    return this.#entry(moment).seen.promise;
  }

  at(moment: Moment): number | undefined {
    return this.#entries.get(keyOf(moment))?.atMs;
  }

  /** How many Jobs or bare pods came to be. */
  get created(): number {
    return [...this.#created.values()].reduce((sum, uids) => sum + uids.size, 0);
  }

  /** Stages for which there was more than one. */
  get doubled(): number {
    return [...this.#created.values()].filter((uids) => uids.size > 1).length;
  }

  /** The time of the first creation after `atMs`, if there was one. */
  createdAfter(atMs: number): number | undefined {
    const times = [...this.#created.keys()]
      .map((key) => this.#entries.get(key)?.atMs ?? 0)
      .filter((time) => time > atMs);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /**
   * Milliseconds from the end of each stage's container to the creation of what comes next, for every
   * hand-over of the chains.
   */
  handovers(chains: readonly string[], stages: readonly string[]): readonly number[] {
    return chains.flatMap((chain) =>
      stages.slice(1).flatMap((stage, before) => {
        const from = this.at({ happening: 'terminated', chain, stage: stages[before] ?? '' });
        const to = this.at({ happening: 'created', chain, stage });
        return from === undefined || to === undefined ? [] : [to - from];
      }),
    );
  }

  #entry(moment: Moment): Entry {
    const key = keyOf(moment);
    const entry = this.#entries.get(key) ?? { seen: Promise.withResolvers<number>() };
    this.#entries.set(key, entry);
    return entry;
  }
}

function keyOf({ happening, chain, stage = '' }: Moment): string {
  return `${happening} ${chain} ${stage}`;
}
