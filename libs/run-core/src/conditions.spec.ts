import { describe, expect, it } from '@jest/globals';
import { nextCondition, withKstatus } from './conditions.ts';
import type { Condition, Wanted } from './conditions.ts';
import { jsonBytes } from './text.ts';

const old: Condition = {
  type: 'Succeeded',
  status: 'Unknown',
  reason: 'Running',
  message: 'was running',
  lastTransitionTime: '2026-06-01T00:00:00.000Z',
  observedGeneration: 1,
};
const recorded = { conditions: [old], generation: 2, now: '2026-06-01T12:00:00.000Z' };

function wanted(status: Wanted['status']): Wanted {
  return { type: 'Succeeded', status, reason: 'Reason', message: 'message' };
}

describe('nextCondition', () => {
  it('keeps lastTransitionTime while the status stays, whatever the reason', () => {
    const { lastTransitionTime } = nextCondition(wanted('Unknown'), recorded);
    expect(lastTransitionTime).toBe(old.lastTransitionTime);
  });

  it('moves lastTransitionTime when the status changes', () => {
    expect(nextCondition(wanted('True'), recorded).lastTransitionTime).toBe(recorded.now);
  });

  it('speaks of the generation that was looked at', () => {
    expect(nextCondition(wanted('Unknown'), recorded).observedGeneration).toBe(2);
  });

  it('cuts a long message', () => {
    const { message } = nextCondition({ ...wanted('True'), message: 'ß'.repeat(5_000) }, recorded);
    expect(jsonBytes(message)).toBeLessThanOrEqual(700);
    expect(message.endsWith('…')).toBe(true);
  });
});

describe('withKstatus', () => {
  it.each([
    ['Unknown', 'True', 'False'],
    ['True', 'False', 'False'],
    ['False', 'False', 'True'],
  ] as const)(
    'of Succeeded %s is Reconciling %s and Stalled %s',
    (status, reconciling, stalled) => {
      expect(withKstatus(wanted(status)).map((one) => one.status)).toEqual([
        status,
        reconciling,
        stalled,
      ]);
    },
  );
});
