import { hashOf } from './hash.ts';

/**
 * Longest name of a Job that works everywhere. Pods of an Indexed Job get the host name
 * `<job>-<index>`, which must be a DNS label (63 characters, no dots), and an index may be 255.
 */
const maxLength = 63 - '-255'.length;

export interface JobNameParts {
  readonly run: string;
  readonly stage: string;
  /** From 1. */
  readonly attempt: number;
}

/**
 * jobName is `<run>-<stage>-<attempt>`. It is the lock that prevents a second Job for an attempt, so
 * it depends on nothing else. Stage and attempt are always there in full, therefore names within a
 * run never collide. Where the parts could not be told apart again, or do not fit, a hash of the run
 * stands behind the run, which is shortened if need be.
 */
export function jobName({ run, stage, attempt }: JobNameParts): string {
  const tail = `${stage}-${attempt}`;
  const plain = `${run}-${tail}`;
  if (plain.length <= maxLength && isUnambiguous(run, stage)) return plain;
  const hash = hashOf(run);
  const room = Math.max(1, maxLength - tail.length - hash.length - 2);
  return `${run.slice(0, room).replaceAll('.', '-')}-${hash}-${tail}`;
}

/**
 * Run `a` with stage `b-c` and run `a-b` with stage `c` would share names. Read from the right, a
 * stage without a hyphen is always told apart, unless the run looks like a name with its hash.
 */
function isUnambiguous(run: string, stage: string): boolean {
  return !stage.includes('-') && !run.includes('.') && !looksHashed(run);
}

function looksHashed(run: string): boolean {
  return [...run.matchAll(/-([0-9a-f]{8})(?=-|$)/g)].some(
    ({ index, 1: hash }) => hashOf(run.slice(0, index)) === hash,
  );
}
