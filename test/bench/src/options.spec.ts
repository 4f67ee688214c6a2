import { describe, expect, it } from '@jest/globals';
import { commandsOf, UsageError } from './options.ts';

describe('the arguments of the benchmark', () => {
  it('are not needed', () => {
    expect(commandsOf([])).toMatchObject([
      { name: 'handover', options: { rounds: 7, burst: 20 } },
      { name: 'scale', contestants: ['operator', 'jobs'], options: { count: 500 } },
    ]);
  });

  it('say how much is measured', () => {
    expect(
      commandsOf(['scale', '--runs', '20', '--limit=5', '--least=1s', '--api-qps=50']),
    ).toEqual([
      {
        name: 'scale',
        contestants: ['operator', 'jobs'],
        options: {
          count: 20,
          limit: 5,
          stageDuration: ['1s', '1s'],
          operatorEnv: { API_QPS: '50', API_BURST: '100' },
          arguments: {},
        },
      },
    ]);
  });

  it('collect arguments by component', () => {
    const words = ['scale', '--argument', 'scheduler=--a=1', '--argument', 'scheduler=--b'];
    expect(commandsOf(words)).toMatchObject([
      { options: { arguments: { scheduler: ['--a=1', '--b'] } } },
    ]);
  });

  it.each([
    { words: ['speed'], says: 'allowed are handover, scale, limits' },
    { words: ['scale', 'limits'], says: 'one command' },
    { words: ['scale', '--runs=0'], says: '--runs "0"' },
    { words: ['scale', '--runs=1e3'], says: 'integer from 1' },
    { words: ['scale', '--least=1h'], says: '--least "1h"' },
    { words: ['scale', '--contestant=argo'], says: 'operator, jobs, pods' },
    { words: ['scale', '--argument=x'], says: 'COMPONENT=ARGUMENT' },
    { words: ['--fast'], says: '--fast' },
  ])('are refused with what is allowed: $words', ({ words, says }) => {
    expect(() => commandsOf(words)).toThrow(UsageError);
    expect(() => commandsOf(words)).toThrow(says);
  });
});
