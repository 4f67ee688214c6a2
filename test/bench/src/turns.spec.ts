import { expect, it } from '@jest/globals';
import { Turns } from './turns.ts';

it('lets so many go on at once, in order, and gives a turn back after a failure', async () => {
  const turns = new Turns(2);
  const order: number[] = [];
  let active = 0;
  let most = 0;
  const work = async (i: number): Promise<void> => {
    most = Math.max(most, ++active);
    order.push(i);
    await Promise.resolve();
    active--;
    if (i === 1) throw new Error('failed');
  };
  const all = [0, 1, 2, 3].map((i) => turns.take(() => work(i)));
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(order).toEqual([0, 1, 2, 3]);
  expect(most).toBe(2);
});
