import fc from 'fast-check';
import type { Models } from '../play.ts';

/** A loop that breaks when it counts to a hundred. */
export const models: Models = [
  {
    name: 'toy',
    histories: fc.nat({ max: 1_000 }),
    play: (history: unknown): readonly string[] => {
      if (history === 100) throw new Error('counted too far');
      return [];
    },
    expected: [],
  },
];
