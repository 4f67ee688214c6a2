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

  it('name measurements of the data path, each with sizes of its own', () => {
    expect(commandsOf(['ingest'])).toEqual([
      { name: 'ingest', options: { rounds: 5, sizes: [250_000, 194] } },
    ]);
    expect(commandsOf(['load', '--rows=50000', '--without-dlt'])).toEqual([
      { name: 'load', options: { rounds: 3, rows: 50_000, withDlt: false } },
    ]);
    expect(commandsOf(['volumes', '--sizes', '10000,10000000'])).toEqual([
      { name: 'volumes', options: { sizes: [10_000, 10_000_000] } },
    ]);
    expect(commandsOf(['shards', '--shards=1,8', '--rounds=1'])).toEqual([
      { name: 'shards', options: { rounds: 1, counts: [1, 8], rows: 50_000 } },
    ]);
    expect(commandsOf(['breakdown', '--run', 'gho-1'])).toEqual([
      { name: 'breakdown', options: { namespace: 'gho-platform', run: 'gho-1' } },
    ]);
  });

  it('collect arguments by component', () => {
    const words = ['scale', '--argument', 'scheduler=--a=1', '--argument', 'scheduler=--b'];
    expect(commandsOf(words)).toMatchObject([
      { options: { arguments: { scheduler: ['--a=1', '--b'] } } },
    ]);
  });

  it.each([
    { words: ['speed'], says: 'allowed are handover, scale, limits, ingest' },
    { words: ['scale', 'limits'], says: 'one command' },
    { words: ['scale', '--runs=0'], says: '--runs "0"' },
    { words: ['scale', '--runs=1e3'], says: 'integer from 1' },
    { words: ['scale', '--least=1h'], says: '--least "1h"' },
    { words: ['scale', '--contestant=argo'], says: 'operator, jobs, pods' },
    { words: ['scale', '--argument=x'], says: 'COMPONENT=ARGUMENT' },
    { words: ['volumes', '--sizes=10,x'], says: '--sizes "x"' },
    { words: ['shards', '--shards=0'], says: '--shards "0"' },
    { words: ['--fast'], says: '--fast' },
  ])('are refused with what is allowed: $words', ({ words, says }) => {
    expect(() => commandsOf(words)).toThrow(UsageError);
    expect(() => commandsOf(words)).toThrow(says);
  });
});
