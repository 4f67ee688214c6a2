import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CronError, TickSource } from './cron.ts';

const now = new Date('2026-01-01T00:00:00Z');

/** Ticks after one instant, up to another, as `hh:mm` of UTC with the day of the month. */
function ticks(cron: readonly string[], timeZone: string, [from, to]: readonly [string, string]) {
  const found: string[] = [];
  for (const tick of new TickSource({ cron, timeZone }, now).after(Date.parse(from))) {
    if (tick > Date.parse(to)) break;
    found.push(new Date(tick).toISOString().slice(8, 16).replace('T', ' '));
  }
  return found;
}

/** From noon to noon UTC around each change of the clocks in 2026. */
const changes = {
  newYorkForward: ['America/New_York', ['2026-03-07T17:00Z', '2026-03-09T16:00Z']],
  newYorkBack: ['America/New_York', ['2026-10-31T16:00Z', '2026-11-02T17:00Z']],
  berlinForward: ['Europe/Berlin', ['2026-03-28T11:00Z', '2026-03-30T10:00Z']],
  berlinBack: ['Europe/Berlin', ['2026-10-24T10:00Z', '2026-10-26T11:00Z']],
  // Half an hour: 02:00 becomes 02:30, and 02:00 becomes 01:30.
  lordHoweForward: ['Australia/Lord_Howe', ['2026-10-03T01:30Z', '2026-10-05T01:00Z']],
  lordHoweBack: ['Australia/Lord_Howe', ['2026-04-04T01:00Z', '2026-04-06T01:30Z']],
} as const;

type Change = keyof typeof changes;

describe('a line over a change of the clocks', () => {
  it.each<[Change, string, readonly string[]]>([
    // 02:30 does not exist: it comes at the moment of the change.
    ['newYorkForward', '30 2 * * *', ['08 07:00', '09 06:30']],
    ['berlinForward', '30 2 * * *', ['29 01:00', '30 00:30']],
    ['newYorkForward', '30 1 * * *', ['08 06:30', '09 05:30']],
    ['berlinForward', '30 1 * * *', ['29 00:30', '29 23:30']],
    // 01:30 and 02:30 come twice: the first counts.
    ['newYorkBack', '30 1 * * *', ['01 05:30', '02 06:30']],
    ['berlinBack', '30 2 * * *', ['25 00:30', '26 01:30']],
    ['newYorkBack', '30 2 * * *', ['01 07:30', '02 07:30']],
    ['berlinBack', '30 1 * * *', ['24 23:30', '26 00:30']],
    // On Lord Howe 02:15 does not exist, 02:30 is the moment of the change, and 01:45 comes twice.
    ['lordHoweForward', '15 2 * * *', ['03 15:30', '04 15:15']],
    ['lordHoweForward', '30 2 * * *', ['03 15:30', '04 15:30']],
    ['lordHoweForward', '30 1 * * *', ['03 15:00', '04 14:30']],
    ['lordHoweBack', '30 2 * * *', ['04 16:00', '05 16:00']],
    ['lordHoweBack', '30 1 * * *', ['04 14:30', '05 15:00']],
    ['lordHoweBack', '45 1 * * *', ['04 14:45', '05 15:15']],
  ])('%s, %s', (change, line, want) => {
    const [timeZone, range] = changes[change];
    expect(ticks([line], timeZone, range)).toEqual(want);
  });

  it.each(Object.keys(changes) as Change[])('%s: */30 goes on in real time', (change) => {
    const [timeZone, [from]] = changes[change];
    const source = new TickSource({ cron: ['*/30 * * * *'], timeZone }, now);
    let last = Date.parse(from) - (Date.parse(from) % 1_800_000);
    let count = 0;
    for (const tick of source.after(last)) {
      expect(tick - last).toBe(1_800_000);
      last = tick;
      if (++count === 96) break;
    }
  });

  it('two lines that coincide there are one tick', () => {
    const [timeZone, range] = changes.newYorkForward;
    expect(ticks(['0 2 * * *', '30 2 * * *', '0 3 * * *'], timeZone, range)).toEqual([
      '08 07:00',
      '09 06:00',
      '09 06:30',
      '09 07:00',
    ]);
  });

  // Otherwise a tick would depend on when the operator looked.
  it.each(Object.keys(changes) as Change[])(
    '%s: the next tick is the same from wherever it is asked',
    (change) => {
      const [timeZone, [from, to]] = changes[change];
      const lines = ['30 1 * * *', '30 2 * * *', '15 2 * * *', '45 1 * * *', '0 * * * *'];
      const source = new TickSource({ cron: lines, timeZone }, now);
      const [start, end] = [Date.parse(from), Date.parse(to)];
      const all: number[] = [];
      for (const tick of source.after(start)) {
        all.push(tick);
        if (tick > end) break;
      }
      fc.assert(
        fc.property(fc.integer({ min: start, max: end - 1 }), (instant) => {
          const { value } = source.after(instant).next();
          expect(value).toBe(all.find((tick) => tick > instant));
        }),
        { numRuns: 150 },
      );
    },
  );
});

describe('a line without changes of the clocks', () => {
  const days = ['2026-06-01T00:00Z', '2026-06-02T23:59Z'] as const;

  it.each([
    ['UTC', '30 2 * * *', ['01 02:30', '02 02:30']],
    ['UTC', '30 1 * * *', ['01 01:30', '02 01:30']],
    ['Asia/Kathmandu', '30 2 * * *', ['01 20:45', '02 20:45']],
    ['Asia/Kathmandu', '30 1 * * *', ['01 19:45', '02 19:45']],
    // Day of month or day of week, as cron has always read it.
    ['UTC', '0 12 2 * MON', ['01 12:00', '02 12:00']],
  ])('in %s, %s', (timeZone, line, want) => {
    expect(ticks([line], timeZone, days)).toEqual(want);
  });

  it('*/30 in Kathmandu comes at its own quarters', () => {
    const hour = ['2026-06-01T00:00Z', '2026-06-01T01:00Z'] as const;
    expect(ticks(['*/30 * * * *'], 'Asia/Kathmandu', hour)).toEqual(['01 00:15', '01 00:45']);
  });

  it('lines that coincide are one tick, in order', () => {
    const hours = ['2026-06-01T00:00Z', '2026-06-01T04:00Z'] as const;
    expect(ticks(['0 */2 * * *', '0 * * * *', '0 0-4 * * MON'], 'UTC', hours)).toEqual([
      '01 01:00',
      '01 02:00',
      '01 03:00',
      '01 04:00',
    ]);
  });
});

describe('what cannot be read', () => {
  it.each([
    [
      ['61 * * * *'],
      'UTC',
      /^spec\.cron\[0\] "61 \* \* \* \*" must be five fields: minute \(0-59\)/,
    ],
    [['0 0 * * *', '@daily'], 'UTC', /^spec\.cron\[1\] "@daily" must be five fields/],
    [['* * * * * *'], 'UTC', /must be five fields/],
    [['0 0 ? * *'], 'UTC', /must be five fields/],
    [['0 0 30 2 *'], 'UTC', /^spec\.cron\[0\] "0 0 30 2 \*" must name a date that exists$/],
    [['0 0 * * *'], 'Mars/Olympus', /^spec\.timeZone "Mars\/Olympus" must be the name of a zone/],
    [['0 0 * * *'], '+02:00', /^spec\.timeZone "\+02:00" must be/],
    [['0 0 * * *'], 'local', /^spec\.timeZone "local" must be/],
  ])('%j in %s', (cron, timeZone, message) => {
    const parse = (): unknown => new TickSource({ cron, timeZone }, now);
    expect(parse).toThrow(CronError);
    expect(parse).toThrow(message);
  });
});
