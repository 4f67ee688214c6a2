import { describe, expect, it } from '@jest/globals';
import { fitsBytes } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import { fitLedger, isOpen } from './ledger.ts';
import { tickOf } from './time.ts';
import type { Entry } from './types.ts';

function entry(minute: number, more: Partial<Entry> = {}): Entry {
  return { tick: tickOf(minute * 60_000), verdict: 'Ran', ...more };
}

/** As long as entries may be. */
const long = { run: 'r'.repeat(63), runUID: 'u'.repeat(36), message: '\u{1F600}'.repeat(128) };

describe('fitLedger', () => {
  it('keeps the latest entries in order', () => {
    const ledger = Array.from({ length: 40 }, (_, minute) => entry(40 - minute));
    const ticks = fitLedger(ledger).map(({ tick }) => Date.parse(tick) / 60_000);
    expect(ticks).toEqual(Array.from({ length: 32 }, (_, index) => index + 9));
  });

  it('keeps an old entry whose run has not ended', () => {
    const skipped = Array.from({ length: 60 }, (_, minute) =>
      entry(minute + 1, { verdict: 'SkippedForbid' }),
    );
    const fitting = fitLedger([entry(0, { run: 'old', runUID: 'uid' }), ...skipped]);
    expect(fitting).toHaveLength(bounds.ledger);
    expect(fitting[0]).toMatchObject({ run: 'old', runUID: 'uid' });
  });

  it('fits as many open entries as there may be, whole', () => {
    const open = Array.from({ length: bounds.open }, (_, minute) =>
      entry(minute, { ...long, message: 'waits behind ticks that are caught up' }),
    );
    const closed = Array.from({ length: 40 }, (_, minute) =>
      entry(minute + 100, { ...long, outcome: 'Cancelled' }),
    );
    const fitting = fitLedger([...open, ...closed]);
    expect(fitsBytes(fitting, bounds.ledgerBytes)).toBe(true);
    expect(fitting.filter(isOpen)).toEqual(open);
    expect(fitting.length).toBeGreaterThan(bounds.open);
  });
});
