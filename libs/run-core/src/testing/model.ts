import type { Arbitrary } from 'fast-check';

/**
 * Model is a control loop under random histories. A project that has some exports them as `models`;
 * its specs play a few and `make test` plays many.
 */
export interface Model<History> {
  readonly name: string;
  readonly histories: Arbitrary<History>;
  /** Plays one history. Returns words for what it came to; throws where an invariant breaks. */
  readonly play: (history: History) => readonly string[];
  /** Words of which each shows up in more than one of 500 histories, or the model proves too little. */
  readonly expected: readonly string[];
}
