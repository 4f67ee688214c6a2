/** Random returns numbers from 0 to below 1, the same ones for the same seed. */
export type Random = () => number;

/** seeded is Mulberry32, which is good enough to choose faults. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this execution; FAULT_SEED repeats one. */
export const seed = Number(process.env.FAULT_SEED ?? Math.trunc(Math.random() * 2 ** 31));
