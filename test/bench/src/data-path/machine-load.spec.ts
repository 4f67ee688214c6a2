import { expect, it } from '@jest/globals';
import { busySecondsIn } from './machine-load.ts';

it('counts every kind of work of all cores, and no rest', () => {
  const stat = ['cpu  100 20 300 9000 700 4 50 6 0 0', 'cpu0 1 1 1 1 1 1 1 1 0 0'].join('\n');
  expect(busySecondsIn(stat)).toBeCloseTo(4.8);
});
