import { runReasons } from '@gho-platform/api';
import type { PipelineRunStatusWaiting } from '@gho-platform/api';
import { bounds } from './bounds.ts';
import type { Wanted } from './conditions.ts';
import type { Facts, Turn } from './facts.ts';
import { unknown } from './succeeded.ts';
import { isSuspended } from './suspend.ts';
import { shortenBytes } from './text.ts';

/** What a run that has to wait for its turn shows. */
export interface TurnWait {
  readonly wanted: Wanted;
  readonly waiting: PipelineRunStatusWaiting;
}

/** Whether the run may start as far as the other runs of its Pipeline are concerned. */
export function isItsTurn({ kind }: Turn): boolean {
  return kind === 'Open' || kind === 'Admitted';
}

/**
 * turnWait is undefined while nothing is decided: most runs start at once, and a status that says
 * otherwise for a moment costs a write.
 */
export function turnWait(facts: Facts): TurnWait | undefined {
  if (isSuspended(facts)) return suspendedWait(facts);
  const { run, turn } = facts;
  if (turn.kind !== 'Queued') return undefined;
  const { reason, on, position } = turn;
  const before = run.status?.waiting;
  const isShown = before?.position === position && before.positionAt !== undefined;
  const message = shortenBytes(turn.message, bounds.waitingBytes);
  return {
    wanted: unknown(runReasons.queued, message),
    waiting: {
      reason,
      on,
      since: run.metadata.creationTimestamp,
      position,
      positionAt: isShown ? before.positionAt : facts.now,
      message,
    },
  };
}

/** A suspended run takes no place in the queue. */
function suspendedWait({ run, now }: Facts): TurnWait {
  const before = run.status?.waiting;
  const on = run.spec.pipelineRef.name;
  const message = `set spec.suspend to false to queue for pipeline ${on}`;
  const isShown = before?.reason === 'Suspended' && before.on === on;
  return {
    wanted: unknown(runReasons.suspended, 'suspended by spec.suspend, not started'),
    waiting: { reason: 'Suspended', on, since: isShown ? before.since : now, message },
  };
}
