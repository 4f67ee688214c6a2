import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addTallies, missingWords, playBatch } from './play.ts';
import type { Models, Tally } from './play.ts';

const histories = fc.array(fc.nat({ max: 9 }), { maxLength: 20 });

function modelsThat(play: (history: readonly number[]) => readonly string[]): Models {
  const expected = ['long'];
  return [{ name: 'toy', histories, play: (it) => play(it as number[]), expected }];
}

describe('playBatch', () => {
  it('counts each word once for a history', () => {
    const played = playBatch(
      modelsThat(() => ['any', 'any']),
      { seed: 1, histories: 40 },
    );
    const tally = { histories: 40, words: new Map([['any', 40]]) };
    expect(played).toEqual({ kind: 'Passed', tallies: new Map([['toy', tally]]) });
  });

  it('shares the histories out among the models', () => {
    const [model] = modelsThat(() => []);
    const models = ['a', 'b'].flatMap((name) => (model === undefined ? [] : [{ ...model, name }]));
    const played = playBatch(models, { seed: 1, histories: 40 });
    const tally = { histories: 20, words: new Map() };
    const tallies = new Map(models.map(({ name }) => [name, tally]));
    expect(played).toEqual({ kind: 'Passed', tallies });
  });

  it('finds the shortest history that fails, the same for the same seed', () => {
    const models = modelsThat((history) => {
      if (history.filter((item) => item > 4).length > 2) throw new Error('too much');
      return [];
    });
    const batch = { seed: 5, histories: 500 };
    const failure = { model: 'toy', message: 'too much', history: [5, 5, 5], batch };
    expect(playBatch(models, batch)).toEqual({ kind: 'Failed', failure });
  });
});

describe('missingWords', () => {
  const models = modelsThat(() => []);

  function tallies(histories: number, long: number): ReadonlyMap<string, Tally> {
    return new Map([['toy', { histories, words: new Map([['long', long]]) }]]);
  }

  it('names what a model hardly came to', () => {
    expect(missingWords(models, tallies(10_000, 10))).toEqual([
      'toy: "long" in 10 of 10000 histories',
    ]);
    expect(missingWords(models, tallies(10_000, 11))).toEqual([]);
  });

  it('does not judge by few histories', () => {
    expect(missingWords(models, tallies(4_999, 0))).toEqual([]);
  });

  it('judges by the sum of all batches', () => {
    const sum = addTallies(tallies(3_000, 2), tallies(3_000, 4));
    expect(missingWords(models, sum)).toEqual(['toy: "long" in 6 of 6000 histories']);
  });
});
