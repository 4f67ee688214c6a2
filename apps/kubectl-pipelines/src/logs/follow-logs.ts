import { isDone } from '@gho-platform/run-text';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { Pod } from '../why/evidence.ts';
import type { LogGroup, LogPod, Selection } from './groups.ts';
import { logGroups } from './groups.ts';
import type { Read } from './pod-log.ts';

/** RunView is a run and its pods as they are now. */
export interface RunView {
  readonly run: StoredPipelineRun;
  readonly pods: readonly Pod[];
}

/** LogWorld is where logs come from. */
export interface LogWorld {
  current(): RunView;
  /** Resolves when something has changed since this was called. Rejects when the command must end. */
  changed(): Promise<void>;
  /** Looks at the pods anew: those that are watched come later than what the run says of them. */
  refresh(): Promise<void>;
  read(group: LogGroup, pod: LogPod, follow: boolean): Promise<Read>;
  /** Says what is no line of a log. */
  note(message: string): void;
}

export interface ShowOptions {
  readonly selection: Selection;
  readonly follow: boolean;
}

/**
 * showLogs reads the logs of all attempts in order. Followed, it waits for each attempt to end and for
 * further ones until the run has ended; the shards of the running attempt are read side by side.
 */
export async function showLogs(world: LogWorld, options: ShowOptions): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    const change = world.changed();
    // Nobody waits for it while a log is read.
    change.catch(() => undefined);
    const { run, pods } = world.current();
    const groups = logGroups(run, pods, options.selection);
    const next = groups.find(({ key }) => !done.has(key));
    if (next !== undefined) {
      done.add(next.key);
      await showGroup(world, next, options);
    } else if (!options.follow || isDone(run)) {
      if (done.size === 0) world.note('there is no attempt with logs yet');
      return;
    } else {
      await change;
    }
  }
}

async function showGroup(world: LogWorld, first: LogGroup, options: ShowOptions): Promise<void> {
  const { follow } = options;
  if (follow && !first.isOver) await followGroup(world, first.key, options);
  else await readGroup(world, { key: first.key, options, except: new Set() });
}

/** One pod after the other, so that lines stay in order. */
async function readGroup(
  world: LogWorld,
  { key, options, except }: { key: string; options: ShowOptions; except: ReadonlySet<string> },
): Promise<void> {
  await world.refresh();
  const group = groupOf(world, key, options);
  if (group === undefined) return;
  if (group.pods.length === 0 && except.size === 0) world.note(goneText(group));
  for (const pod of group.pods.filter(({ uid }) => !except.has(uid))) {
    if (pod.state === 'Waiting') world.note(`${group.key}: pod ${pod.name} has not started`);
    else noteRead(world, { group, pod, read: await world.read(group, pod, false) });
  }
}

/** Its pods come one by one, and may come again when one is lost. */
async function followGroup(world: LogWorld, key: string, options: ShowOptions): Promise<void> {
  const readers = new Readers(world);
  for (;;) {
    const change = world.changed();
    change.catch(() => undefined);
    const group = groupOf(world, key, options);
    if (group === undefined) return;
    readers.start(group);
    if (group.isOver) {
      await readers.finished();
      await readGroup(world, { key, options, except: readers.started });
      return;
    }
    await readers.raceWith(change);
  }
}

function groupOf(world: LogWorld, key: string, options: ShowOptions): LogGroup | undefined {
  const { run, pods } = world.current();
  return logGroups(run, pods, options.selection).find((each) => each.key === key);
}

/** Readers read the pods of one group side by side, each once. */
class Readers {
  readonly #world: LogWorld;
  /** Their uids. */
  readonly started = new Set<string>();
  readonly #reading = new Set<Promise<void>>();

  constructor(world: LogWorld) {
    this.#world = world;
  }

  start(group: LogGroup): void {
    for (const pod of group.pods) {
      if (pod.state === 'Waiting' || this.started.has(pod.uid)) continue;
      this.started.add(pod.uid);
      const work = this.#read(group, pod).finally(() => this.#reading.delete(work));
      this.#reading.add(work);
    }
  }

  async finished(): Promise<void> {
    await Promise.all(this.#reading);
  }

  /** Resolves with the change. A log that ends changes nothing; one that fails ends everything. */
  async raceWith(change: Promise<void>): Promise<void> {
    await Promise.race([change, this.finished().then(() => change)]);
  }

  async #read(group: LogGroup, pod: LogPod): Promise<void> {
    noteRead(this.#world, { group, pod, read: await this.#world.read(group, pod, true) });
  }
}

interface ReadPod {
  readonly group: LogGroup;
  readonly pod: LogPod;
  readonly read: Read;
}

function noteRead(world: LogWorld, { group, pod, read }: ReadPod): void {
  if (read === 'Gone') world.note(`${group.key}: pod ${pod.name} is gone, and its log with it`);
  if (read === 'NotStarted') world.note(`${group.key}: pod ${pod.name} has not started`);
}

function goneText({ key, jobName, isOver }: LogGroup): string {
  if (!isOver) return `${key}: job ${jobName} has no pod yet`;
  return `${key}: no pod of job ${jobName} is left, so its log is gone`;
}
