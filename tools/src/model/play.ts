import fc from 'fast-check';
import type { Model } from '@gho-platform/run-core/testing';
import type { Batch } from './batches.ts';

/** Models of one project, whatever their histories are made of. */
export type Models = readonly Model<unknown>[];

/** Tally is how many histories of one model came to what. */
export interface Tally {
  readonly histories: number;
  readonly words: ReadonlyMap<string, number>;
}

export interface Failure {
  readonly model: string;
  readonly message: string;
  /** The shortest history that was found to fail. */
  readonly history: unknown;
  readonly batch: Batch;
}

/** Played is a batch that was played: its tallies by the name of the model, or the first failure. */
export type Played =
  | { readonly kind: 'Passed'; readonly tallies: ReadonlyMap<string, Tally> }
  | { readonly kind: 'Failed'; readonly failure: Failure };

/** playBatch plays a batch with every model, an equal share with each. */
export function playBatch(models: Models, batch: Batch): Played {
  const tallies = new Map<string, Tally>();
  for (const model of models) {
    const words = new Map<string, number>();
    const histories = Math.ceil(batch.histories / models.length);
    const { failed, counterexample, errorInstance } = fc.check(
      fc.property(model.histories, (history) => {
        for (const word of new Set(model.play(history)))
          words.set(word, (words.get(word) ?? 0) + 1);
      }),
      { numRuns: histories, seed: batch.seed },
    );
    if (failed) {
      const message =
        errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      const failure = { model: model.name, message, history: counterexample?.[0], batch };
      return { kind: 'Failed', failure };
    }
    tallies.set(model.name, { histories, words });
  }
  return { kind: 'Passed', tallies };
}

/** addTallies sums tallies up, model by model. */
export function addTallies(
  one: ReadonlyMap<string, Tally>,
  other: ReadonlyMap<string, Tally>,
): ReadonlyMap<string, Tally> {
  const names = [...new Set([...one.keys(), ...other.keys()])];
  return new Map(names.map((name) => [name, sumOf(one.get(name), other.get(name))]));
}

const none: Tally = { histories: 0, words: new Map() };

function sumOf(one = none, other = none): Tally {
  const words = new Map(one.words);
  for (const [word, count] of other.words) words.set(word, (words.get(word) ?? 0) + count);
  return { histories: one.histories + other.histories, words };
}

/** With fewer histories a rare word may be missing by chance. */
const enough = 5_000;

/** missingWords names what a model should have come to but hardly did: it proves less than it says. */
export function missingWords(
  models: Models,
  tallies: ReadonlyMap<string, Tally>,
): readonly string[] {
  return models.flatMap(({ name, expected }) => {
    const { histories, words } = tallies.get(name) ?? none;
    if (histories < enough) return [];
    return expected
      .filter((word) => (words.get(word) ?? 0) * 1_000 <= histories)
      .map((word) => `${name}: "${word}" in ${words.get(word) ?? 0} of ${histories} histories`);
  });
}
