import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { delaySecondsOf, linesHashOf, runNameOf } from './identity.ts';
import { makeSchedule } from './testing/index.ts';

const tick = '2026-06-01T02:30:00Z';
const objectName = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);

describe('runNameOf', () => {
  it('is the name of the schedule and the minute', () => {
    expect(runNameOf('nightly', tick)).toBe('nightly-29671350');
  });

  it('shortens a long name with a hash of all of it', () => {
    const [one, other] = ['x', 'y'].map((end) => runNameOf(`${'a'.repeat(62)}${end}`, tick));
    expect(one).toMatch(/^a{45}-[0-9a-f]{8}-29671350$/);
    expect(one).not.toBe(other);
  });

  it('is always a name that the API server takes, and says the minute', () => {
    fc.assert(
      fc.property(objectName, fc.integer({ min: 0, max: 4_000_000_000 }), (name, seconds) => {
        const run = runNameOf(name, new Date(seconds * 1000).toISOString());
        expect(run).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
        expect(run.length).toBeLessThanOrEqual(63);
        expect(run.endsWith(`-${Math.floor(seconds / 60)}`)).toBe(true);
      }),
    );
  });
});

describe('delaySecondsOf', () => {
  it('is stable, below the spread, and different for most schedules', () => {
    const delays = Array.from({ length: 100 }, (_, number) => {
      const schedule = makeSchedule({ spreadSeconds: 600 });
      return delaySecondsOf({
        ...schedule,
        metadata: { ...schedule.metadata, name: `s-${number}` },
      });
    });
    expect(Math.max(...delays)).toBeLessThan(600);
    expect(new Set(delays).size).toBeGreaterThan(80);
    expect(delaySecondsOf(makeSchedule())).toBe(0);
  });
});

describe('linesHashOf', () => {
  it('depends on lines and zone only', () => {
    const hash = linesHashOf(makeSchedule().spec);
    expect(linesHashOf(makeSchedule({ suspend: true, timeoutSeconds: 5 }).spec)).toBe(hash);
    expect(linesHashOf(makeSchedule({ cron: ['1 * * * *'] }).spec)).not.toBe(hash);
    expect(linesHashOf(makeSchedule({ timeZone: 'Europe/Berlin' }).spec)).not.toBe(hash);
  });
});
