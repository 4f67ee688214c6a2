import { describe, expect, it } from '@jest/globals';
import { cpuSecondsIn, peakMiBIn, usageOf } from './process-usage.ts';

describe('the usage of a process', () => {
  it('is read behind a name with spaces and parentheses', () => {
    const stat = '7 (a) b) S 1 7 7 0 -1 4194304 1 0 0 0 150 50 0 0 20 0 1 0';
    expect(cpuSecondsIn(stat)).toBe(2);
  });

  it('is the most memory that it ever held', () => {
    expect(peakMiBIn('VmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n')).toBe(2);
    expect(() => peakMiBIn('')).toThrow('VmHWM');
  });

  it('is there for this process, and not for one that does not exist', async () => {
    const own = await usageOf(process.pid);
    expect(own?.peakMiB).toBeGreaterThan(1);
    await expect(usageOf(0)).resolves.toBeUndefined();
  });
});
