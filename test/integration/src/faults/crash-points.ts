import type { FaultRule } from '../operator/fault-proxy.ts';
import type { Arrange } from './trial.ts';

/** CrashPoint is where the operator is killed: at the write of this number, from 0. */
export interface CrashPoint {
  readonly when: 'before' | 'after';
  readonly write: number;
}

/** Kills the operator at each of the points. */
export function crashingAt(points: readonly CrashPoint[], crash: () => void): FaultRule {
  return ({ number }) => {
    const point = points.find(({ write }) => write === number);
    if (point === undefined) return { kind: 'None' };
    return { kind: point.when === 'before' ? 'BeforeApply' : 'AfterApply', then: crash };
  };
}

/** Makes a trial crash at the points. */
export function crashAt(...points: readonly CrashPoint[]): Arrange {
  return ({ proxy, crash }) => {
    proxy.rule = crashingAt(points, crash);
    return () => Promise.resolve();
  };
}

/** Both sides of each of the first `writes` writes. */
export function everyPoint(writes: number): readonly CrashPoint[] {
  return Array.from({ length: writes }, (_, write) => write).flatMap((write) => [
    { when: 'before', write },
    { when: 'after', write },
  ]);
}

/**
 * The points that differ in what they leave behind. Right before a write the world is as right after
 * the one before it, so that one side of each is enough.
 */
export function distinctPoints(writes: number): readonly CrashPoint[] {
  return everyPoint(writes).filter(({ when, write }) => when === 'after' || write === 0);
}

/**
 * All pairs of points, the second after the first. A write that a crash kept from happening is made again
 * under the next number.
 */
export function pairsOf(
  points: readonly CrashPoint[],
): readonly (readonly [CrashPoint, CrashPoint])[] {
  return points.flatMap((first) =>
    points
      .filter(({ write }) => write > first.write)
      .map((second): readonly [CrashPoint, CrashPoint] => [first, second]),
  );
}
