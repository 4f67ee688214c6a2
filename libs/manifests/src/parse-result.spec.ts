import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeResults } from './merge-results.ts';
import { parseResult } from './parse-result.ts';
import { bounds } from './result-bounds.ts';

const example = {
  outputs: { ingestionDate: '2026-06-01' },
  rows: { read: 12936, written: 12900, rejected: 36, unchanged: 0 },
  quality: {
    checks: 9,
    passed: 8,
    warned: 1,
    failed: 0,
    worst: [
      {
        check: 'interval_contains_value',
        severity: 'Quarantine',
        outcome: 'Failed',
        rows: 36,
        examples: ['BTN 2016: 36.9 not in [39.67, 50.29]'],
      },
    ],
  },
  tests: { total: 31, passed: 31, failed: 0, warned: 0, failures: ['not_null_x'] },
  model: {
    name: 'life-expectancy',
    version: '3',
    champion: true,
    metrics: [{ name: 'mae', value: '1.93', baseline: '4.10' }],
  },
};

const cases: Record<string, { given: string | undefined; want: object }> = {
  'reads the example of the contract': {
    given: JSON.stringify({ ...example, reason: 'DataQualityFailed', message: '2 of 9' }),
    want: {
      result: { ...example, outputs: [{ name: 'ingestionDate', value: '2026-06-01' }] },
      reason: 'DataQualityFailed',
      message: '2 of 9',
    },
  },
  'reads nothing': { given: undefined, want: { result: {} } },
  'reads blanks': { given: ' \n', want: { result: {} } },
  'takes text for the message': { given: 'boom', want: { result: {}, message: 'boom' } },
  'takes broken JSON for the message': {
    given: '{"rows":',
    want: { result: {}, message: '{"rows":' },
  },
  'takes a JSON value that is no object for the message': {
    given: '[1]',
    want: { message: '[1]' },
  },
  'leaves out what has the wrong type': {
    given: JSON.stringify({
      rows: { read: -1, written: 1.5, rejected: '3', unchanged: 2 },
      quality: [],
      tests: 'x',
      model: { name: 'm' },
      reason: 'not camel',
      message: 7,
    }),
    want: { result: { rows: { unchanged: 2 } } },
  },
  'leaves out outputs that are no bounded text': {
    given: JSON.stringify({ outputs: { ok: 'v', 'bad name': 'v', n: 1, long: 'x'.repeat(257) } }),
    want: { result: { outputs: [{ name: 'ok', value: 'v' }] } },
  },
  'means nothing by keys of the language': {
    given: '{"__proto__":{"rows":{"read":1}},"outputs":{"__proto__":"x","constructor":"y"}}',
    want: { result: { outputs: [{ name: 'constructor', value: 'y' }] } },
  },
  'keeps the first of two entries with one key': {
    given: JSON.stringify({
      model: {
        name: 'm',
        version: '1',
        metrics: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
    }),
    want: { result: { model: { name: 'm', version: '1', metrics: [{ name: 'a', value: '1' }] } } },
  },
};

describe('parseResult', () => {
  for (const [name, { given, want }] of Object.entries(cases)) {
    it(name, () => {
      const parsed = parseResult(given);
      expect(parsed).toMatchObject(want);
      if ('result' in want) expect(parsed.result).toEqual(want.result);
    });
  }

  it('keeps the end of long log lines', () => {
    const { message } = parseResult(`${'x'.repeat(5_000)}\nValueError: the end`);
    expect(message).toHaveLength(bounds.message);
    expect(message?.startsWith('…x')).toBe(true);
    expect(message?.endsWith('ValueError: the end')).toBe(true);
  });

  it('stays within bounds whatever it reads', () => {
    const hostile = fc.record(
      {
        outputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ maxLength: 300 })),
        quality: fc.record({ worst: fc.array(fc.jsonValue(), { maxLength: 9 }) }),
        tests: fc.record({ failures: fc.array(fc.string({ maxLength: 300 }), { maxLength: 9 }) }),
        rows: fc.jsonValue(),
        message: fc.string({ unit: 'binary', maxLength: 900 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(hostile, (given) => {
        const { result, message = '' } = parseResult(JSON.stringify(given));
        const lists = [
          [result.outputs, bounds.outputs],
          [result.quality?.worst, bounds.worst],
          [result.tests?.failures, bounds.failures],
          [message, bounds.message],
        ] as const;
        for (const [list = [], max] of lists) expect(list.length).toBeLessThanOrEqual(max);
        expect(message.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('mergeResults', () => {
  it('adds counts, keeps outputs that agree and lists those that differ', () => {
    const shards = [
      {
        outputs: [
          { name: 'date', value: 'd' },
          { name: 'key', value: 'a' },
        ],
        rows: { read: 1 },
      },
      { outputs: [{ name: 'date', value: 'd' }], rows: { read: 2, written: 5 } },
      {
        outputs: [
          { name: 'date', value: 'd' },
          { name: 'key', value: 'c' },
        ],
      },
    ];
    expect(mergeResults(shards)).toEqual({
      outputs: [
        { name: 'date', value: 'd' },
        { name: 'key', value: '["a",null,"c"]' },
      ],
      rows: { read: 3, written: 5 },
    });
  });

  it('joins the same check of several shards, the worst first', () => {
    const check = (name: string, rows: number) => ({ check: name, outcome: 'Failed', rows });
    const merged = mergeResults([
      { quality: { checks: 2, passed: 0, worst: [check('a', 5), check('b', 1)] } },
      { quality: { checks: 2, passed: 1, worst: [check('b', 9)] } },
    ]);
    expect(merged.quality).toEqual({
      checks: 4,
      passed: 1,
      worst: [check('b', 10), check('a', 5)],
    });
  });

  it('drops a list of values that would not fit: half of one would be wrong', () => {
    const shards = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({
      outputs: [{ name: 'key', value: letter.repeat(256) }],
    }));
    expect(mergeResults(shards)).toEqual({ outputs: [] });
  });
});
