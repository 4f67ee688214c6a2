import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

/** Of each kind of time in the first line of /proc/stat, whether a core was at work. */
const kinds = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];
const resting = new Set(['idle', 'iowait']);

/** The kernel counts in hundredths of a second, on every architecture that Node.js runs on. */
const ticksPerSecond = 100;

/** busySecondsIn adds up from /proc/stat how long all cores together were at work since the start. */
export function busySecondsIn(stat: string): number {
  const [, ...fields] = (stat.split('\n')[0] ?? '').trim().split(/\s+/);
  const ticks = kinds.map((kind, index) => (resting.has(kind) ? 0 : Number(fields[index] ?? 0)));
  return ticks.reduce((sum, value) => sum + value, 0) / ticksPerSecond;
}

/** How busy the whole machine was while something was measured. */
export interface MachineLoad {
  readonly wallSeconds: number;
  /** Seconds of work of all cores together. */
  readonly busySeconds: number;
  readonly cores: number;
}

/** startMeter begins to measure and returns a function that ends it. */
export async function startMeter(): Promise<() => Promise<MachineLoad>> {
  const startedMs = performance.now();
  const before = busySecondsIn(await readFile('/proc/stat', 'utf8'));
  return async () => ({
    wallSeconds: (performance.now() - startedMs) / 1000,
    busySeconds: busySecondsIn(await readFile('/proc/stat', 'utf8')) - before,
    cores: availableParallelism(),
  });
}
