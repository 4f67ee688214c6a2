import { describe, expect, it } from '@jest/globals';
import { halted, ingested, rejected, run, waiting } from './__fixtures__/runs.ts';
import { changedLines } from './changes.ts';
import { describeStage } from './describe-stage.ts';
import { durationText, spanText } from './duration.ts';
import { printable } from './printable.ts';
import { isDone, reasonOf } from './verdict.ts';

describe('durations', () => {
  it.each([
    [-5, '0s'],
    [Number.NaN, '0s'],
    [59_999, '59s'],
    [65_000, '1m05s'],
    [3_600_000, '1h00m'],
    [7_830_000, '2h10m'],
    [97 * 3_600_000, '4d01h'],
  ])('%d ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it('are empty for what has not begun', () => {
    expect(spanText({}, 0)).toBe('');
  });
});

describe('text of containers', () => {
  it('keeps to one line and loses its control characters', () => {
    expect(printable(' a\r\n  b\u0007\u009b2Jc\td\n')).toBe('a b\ufffd\ufffd2Jc\td');
  });
});

describe('one line about a stage', () => {
  it('says what it did, and why it failed', () => {
    expect(describeStage(ingested)).toBe(
      'ingest     Succeeded 3 of 3 shards; rows 12936 read, 12936 written, 0 unchanged',
    );
    expect(describeStage(rejected)).toBe(
      'transform  Failed    attempt 2; rows 12936 read, 0 written, 36 rejected; quality 11 of 12 checks passed; 1 of 12 checks failed',
    );
  });
});

describe('what is new in a run', () => {
  it('is told once, and a wait again when it comes back', () => {
    const shown = new Map<string, string>();
    const wait = 'waiting    RetryBackoff: connect to warehouse: refused';
    expect(changedLines(waiting, shown)).toHaveLength(3);
    expect(changedLines(waiting, shown)).toEqual([]);
    expect(changedLines(halted, shown)).toEqual([
      expect.stringMatching(/^transform {2}Failed/),
      'dbt        Skipped',
    ]);
    expect(changedLines(waiting, shown)).toContain(wait);
  });
});

describe('the verdict', () => {
  it('is open until the condition is decided', () => {
    expect([isDone(run()), isDone(waiting), isDone(halted)]).toEqual([false, false, true]);
    expect([reasonOf(run()), reasonOf(halted)]).toEqual(['New', 'DataQualityFailed']);
  });
});
