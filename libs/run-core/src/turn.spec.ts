import { describe, expect, it } from '@jest/globals';
import type { Facts, Turn } from './facts.ts';
import { changesNothing } from './same.ts';
import {
  actionsOf,
  makeFacts,
  makePipeline,
  makeRun,
  noon,
  resolved,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';
import { plan } from './plan.ts';

const pipeline = resolved(
  makePipeline()
    .withParameter('date', { default: '2026-06-01' })
    .withStage('ingest')
    .withPartition('date')
    .build(),
);

function queued(position: number, fields: Partial<Turn> = {}): Turn {
  const message = `${position} of 12 in the queue of pipeline gho: 5 of 5 runs are under way`;
  return {
    kind: 'Queued',
    reason: 'ConcurrencyLimit',
    on: 'gho',
    position,
    message,
    ...fields,
  } as Turn;
}

function factsAt(turn: Turn, fields: Partial<Facts> = {}): Facts {
  return makeFacts({ pipeline, turn, ...fields });
}

describe('the turn of a run', () => {
  it('starts a run that was let in, and keeps the partition that the ledger gave it', () => {
    const story = new Story(factsAt({ kind: 'Admitted', partition: '2026-05-31' }));
    const first = story.next();
    expect(stagesOf(first)).toBe('ingest:Running');
    expect(first.status.partition).toBe('2026-05-31');
    // Whatever the ledger says later.
    const later = story.next({ turn: queued(3) });
    expect(later.status).toEqual(first.status);
  });

  it('writes and starts nothing while nothing is decided', () => {
    const facts = factsAt({ kind: 'Undecided' });
    const decided = plan(facts);
    expect(changesNothing(facts, decided)).toBe(true);
    expect(decided.requeueAfterMs).toBeUndefined();
  });

  it('shows its place in the queue, and since when that holds', () => {
    const story = new Story(factsAt(queued(3)));
    const first = story.next();
    expect(succeededOf(first)).toBe('Unknown Queued');
    expect(first.actions).toEqual([]);
    expect(first.status).toMatchObject({
      partition: '2026-06-01',
      waiting: {
        reason: 'ConcurrencyLimit',
        on: 'gho',
        since: '2026-06-01T11:59:59.000Z',
        position: 3,
        positionAt: noon,
      },
    });
    expect(first.status.startedAt).toBeUndefined();
    expect(story.next({ now: secondsAfterNoon(5) }).status).toEqual(first.status);
    const second = story.next({ now: secondsAfterNoon(9), turn: queued(2) });
    expect(second.status.waiting).toMatchObject({ position: 2, positionAt: secondsAfterNoon(9) });
  });

  it('tells once that it waits, whatever for', () => {
    const story = new Story(factsAt(queued(2)));
    expect(story.next().events.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'Normal RunQueued',
    ]);
    const partition = queued(1, { reason: 'Partition', on: 'gho-0' });
    expect(story.next({ turn: partition }).events).toEqual([]);
  });

  it('goes on from the queue as if it had not waited', () => {
    const story = new Story(factsAt(queued(1)));
    story.next();
    const started = story.next({ turn: { kind: 'Admitted' }, now: secondsAfterNoon(60) });
    expect(stagesOf(started)).toBe('ingest:Running');
    expect(started.status).toMatchObject({
      startedAt: secondsAfterNoon(60),
      partition: '2026-06-01',
    });
    expect(started.status.waiting).toBeUndefined();
    expect(actionsOf(started)).toEqual(['createJob gho-1-ingest-1']);
  });

  it.each(['Succeeded', 'Failed'] as const)('ends a run as the one before it: %s', (outcome) => {
    const message = 'partition 2026-06-01 was made by run gho-0';
    const story = new Story(factsAt({ kind: 'AlreadyDone', outcome, message }));
    const decided = story.next();
    expect(succeededOf(decided)).toBe(`${outcome === 'Succeeded' ? 'True' : 'False'} AlreadyDone`);
    expect(stagesOf(decided)).toBe('ingest:Skipped');
    expect(decided.status).toMatchObject({ partition: '2026-06-01', finishedAt: noon });
    expect(decided.events.map(({ reason }) => reason)).toEqual(['RunAlreadyDone']);
    expect(decided.actions).toEqual([]);
    // The end is for good, also when the ledger forgets.
    expect(story.next({ turn: { kind: 'Open' } }).status).toEqual(decided.status);
  });

  it('refuses mistakes at once instead of queueing them', () => {
    const run = makeRun().withParameter('no', 'x').build();
    expect(succeededOf(plan(factsAt(queued(1), { run })))).toBe('False InvalidParameters');
  });

  it.each([{ turn: queued(1) }, { turn: { kind: 'Undecided' } as const }])(
    'a run can be cancelled in the queue: $turn.kind',
    ({ turn }) => {
      const run = makeRun().cancelled().build();
      expect(succeededOf(plan(factsAt(turn, { run })))).toBe('False Cancelled');
    },
  );

  it('suspended, it says so and stays out of the queue', () => {
    const run = makeRun().suspended().build();
    const story = new Story(factsAt({ kind: 'Undecided' }, { run }));
    const first = story.next();
    expect(succeededOf(first)).toBe('Unknown Suspended');
    expect(first.status.waiting).toMatchObject({ reason: 'Suspended', on: 'gho', since: noon });
    expect(story.next({ now: secondsAfterNoon(5) }).status).toEqual(first.status);
  });

  it.each([queued(1), { kind: 'Undecided' } as const])(
    'ends a run that waits longer than its pendingTimeoutSeconds: $kind',
    (turn) => {
      const run = makeRun().withPendingTimeoutSeconds(60).build();
      const early = plan(factsAt(turn, { run, now: secondsAfterNoon(30) }));
      expect(early.requeueAfterMs).toBe(29_000);
      const late = plan(factsAt(turn, { run, now: secondsAfterNoon(59) }));
      expect(succeededOf(late)).toBe('False PendingTimedOut');
    },
  );
});
