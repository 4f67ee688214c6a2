import { describe, expect, it } from '@jest/globals';
import { at, condition, nowMs, run, underWay } from '../__fixtures__/runs.ts';
import { terminalOf } from '../cli/terminal.ts';
import { fitLines, redraw } from './frame.ts';
import { outcomeOf } from './outcome.ts';
import { runsTable } from './runs-table.ts';

describe('a picture', () => {
  it('fits its screen: no line wraps, the first and the last lines stay', () => {
    const lines = ['head', 'a', 'b', 'c', 'tail'];
    expect(fitLines(lines, { columns: 80, rows: 4 })).toEqual(['head', 'c', 'tail']);
    expect(fitLines(['abcdef', 'abcde'], { columns: 5, rows: 9 })).toEqual(['abcd…', 'abcde']);
    const painted = fitLines(['\u001b[31mabcdef\u001b[0m'], { columns: 5, rows: 9 });
    expect(painted).toEqual(['\u001b[31mabcd\u001b[0m…\u001b[0m']);
    expect(fitLines(['\u001b[31mabc\u001b[0m'], { columns: 3, rows: 9 })).toHaveLength(1);
  });

  it('is drawn over the one before', () => {
    expect(redraw(0, ['a', 'b'])).toBe('a\nb\n');
    expect(redraw(2, ['c'])).toBe('\u001b[2A\r\u001b[0Jc\n');
  });
});

describe('a terminal that does not know its size', () => {
  it('counts as one of 80 columns and 24 rows', () => {
    const out = { isTTY: true, columns: 0, rows: 0, write: () => true };
    const terminal = terminalOf({ out, err: out, color: true });
    expect([terminal.columns(), terminal.rows()]).toEqual([80, 24]);
  });
});

describe('the table of runs', () => {
  const done = run(
    {
      conditions: [condition('True', 'Succeeded')],
      startedAt: at(1),
      finishedAt: at(61),
      currentStage: 'train',
      progress: '4/4',
      results: { rowsLoaded: 7, rowsRejected: 0, quality: '13/13', tests: '82/82', model: 'le/1' },
    },
    'le-done',
  );

  it('has a line for each', () => {
    const waiting = underWay([], {
      waiting: { reason: 'Suspended', since: at(5), message: '' },
    });
    const options = { nowMs, withNamespace: false };
    expect(runsTable([done, waiting, run(undefined, 'le-new')], options)).toBe(
      `
NAME       PIPELINE   STATE       STAGE   PROGRESS   ROWS   REJECTED   QUALITY   TESTS   MODEL   TOOK    AGE     WAITING
le-done    le         Succeeded   train   4/4        7      0          13/13     82/82   le/1    1m00s   1m40s   -
le-x7k2p   le         Running     -       -          -      -          -         -       -       1m39s   1m40s   Suspended
le-new     le         New         -       -          -      -          -         -       -       -       1m40s   -`.trim(),
    );
    expect(runsTable([done], { nowMs, withNamespace: true })).toMatch(/^NAMESPACE {3}NAME/);
  });

  it('stands for an exit code', () => {
    const failed = run({ conditions: [condition('False', 'StageFailed')] });
    expect([done, failed, underWay([])].map((one) => outcomeOf(one))).toEqual([0, 1, 0]);
  });
});
