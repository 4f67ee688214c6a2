import { beforeEach, describe, expect, it } from '@jest/globals';
import { OwnWrites } from './own-writes.ts';
import { Store } from './store.ts';
import { ManualClock } from './testing/manual-clock.ts';

const written = (resourceVersion: string) => ({ metadata: { namespace: 'demo', resourceVersion } });

describe('OwnWrites', () => {
  let clock: ManualClock;
  let writes: OwnWrites;
  let runs: Store<object>;
  let jobs: Store<object>;

  beforeEach(() => {
    clock = new ManualClock();
    writes = new OwnWrites(clock);
    runs = new Store();
    jobs = new Store();
    runs.replace('demo', [], '10');
    jobs.replace('', [], '10');
  });

  it('is not ahead of caches that it wrote nothing past', () => {
    expect(writes.isAhead('demo/a')).toBe(false);
    writes.record('demo/a', runs, written('9'));
    expect(writes.isAhead('demo/a')).toBe(false);
  });

  it('is ahead until each cache has reached its last write', () => {
    writes.record('demo/a', runs, written('12'));
    writes.record('demo/a', runs, written('11'));
    writes.record('demo/a', jobs, written('13'));
    runs.bookmark('demo', '12');
    expect(writes.isAhead('demo/a')).toBe(true);
    jobs.bookmark('', '100');
    expect(writes.isAhead('demo/a')).toBe(false);
  });

  it('gives up on a cache that will not catch up after a restore from a backup', async () => {
    writes.record('demo/a', runs, written('12'));
    await clock.advance(59_999);
    expect(writes.isAhead('demo/a')).toBe(true);
    await clock.advance(1);
    expect(writes.isAhead('demo/a')).toBe(false);
  });

  it('keeps keys apart and forgets them', () => {
    writes.record('demo/a', runs, written('12'));
    expect(writes.isAhead('demo/b')).toBe(false);
    writes.forget('demo/a');
    expect(writes.isAhead('demo/a')).toBe(false);
  });
});
