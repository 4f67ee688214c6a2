import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitBar, quartileStrip, rowsBar } from './charts.ts';

/** Returns the x and width of every rectangle of a class. */
function boxes(svg: string, name: string): { x: number; width: number }[] {
  const pattern = new RegExp(
    `<rect\\s+class="${name}"\\s+x="([^"]*)"\\s+y="[^"]*"\\s+width="([^"]*)"`,
    'g',
  );
  return [...svg.matchAll(pattern)].map(([, x, width]) => ({ x: Number(x), width: Number(width) }));
}

describe('rowsBar', () => {
  it('draws one broken row among a hundred thousand so that it is seen', () => {
    const totals = { read: 100_000, accepted: 99_999, quarantined: 1, collapsed: 0 };
    const { text } = rowsBar(totals, 100_000);
    expect(boxes(text, 'quarantined')).toEqual([{ x: 218, width: 2 }]);
    expect(boxes(text, 'accepted')).toEqual([{ x: 0, width: 218 }]);
    expect(text).toContain('aria-label="99,999 accepted, 1 quarantined, 0 repeated"');
  });

  it('stays inside its picture, whatever the counts', () => {
    const counts = fc.record({
      accepted: fc.nat(),
      quarantined: fc.nat(),
      collapsed: fc.nat(),
      others: fc.nat(),
    });
    fc.assert(
      fc.property(counts, ({ others, ...parts }) => {
        const read = parts.accepted + parts.quarantined + parts.collapsed;
        const { text } = rowsBar({ ...parts, read }, Math.max(read, others));
        for (const name of ['accepted', 'quarantined', 'collapsed']) {
          const [{ x, width } = { x: -1, width: 0 }] = boxes(text, name);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(220.1);
        }
      }),
    );
  });
});

describe('limitBar', () => {
  it.each([
    [0, 0],
    [0.5, 30],
    [1, 60],
    [2, 120],
    [Infinity, 120],
    [0.001, 2],
  ])('draws %d of the limit with a width of %d', (used, width) => {
    expect(boxes(limitBar(used).text, 'failing')).toEqual([{ x: 0, width }]);
  });
});

describe('quartileStrip', () => {
  const now = { values: 9, lowerQuartile: 10, median: 20, upperQuartile: 30 };

  it('draws now and before on one scale', () => {
    const { text } = quartileStrip(now, { ...now, upperQuartile: 50 });
    expect(boxes(text, 'now')).toEqual([{ x: 4, width: 76 }]);
    expect(boxes(text, 'before')).toEqual([{ x: 4, width: 152 }]);
    expect(text).toContain('aria-label="median 20, before median 20"');
  });

  it('draws values that are all the same', () => {
    const same = { values: 9, lowerQuartile: 7, median: 7, upperQuartile: 7 };
    expect(boxes(quartileStrip(same, undefined).text, 'now')).toEqual([{ x: 80, width: 2 }]);
  });
});
