import { createHash } from 'node:crypto';
import type { Api } from './api.ts';
import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import { classify } from './errors.ts';
import type { KubeMetadata, KubeObject } from './kube-object.ts';
import { microTime } from './lease-record.ts';
import { events } from './resource.ts';

export interface EventRecorderOptions {
  readonly api: Api;
  /** Name of the controller, such as pipelines.gho-platform.dev/operator. */
  readonly controller: string;
  /** Name of this process, such as its pod's. */
  readonly instance: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told why events were dropped, and how many. */
  readonly onDropped?: (error: unknown, count: number) => void;
}

/** EventNote is one thing to tell the users of an object. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

interface StoredEvent extends KubeObject {
  readonly metadata: KubeMetadata;
  readonly [field: string]: unknown;
}

/** What the API server accepts in `note`. */
const maxNoteLength = 1024;
/** Waiting events; above it the newest is dropped, since the first ones tell the cause. */
const maxWaiting = 1000;
const maxTries = 4;
const backoff: Backoff = { baseMs: 200, capMs: 5_000 };

/**
 * EventRecorder writes events in the background. Events are a courtesy: they never block, never
 * fail what they tell about, and are dropped when the API server keeps refusing them.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #waiting: StoredEvent[] = [];
  readonly #stop = new AbortController();
  #writer: Promise<void> | undefined;
  /** Events dropped for want of room that nobody was told of yet: a burst is one problem, not thousands. */
  #overflown = 0;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /** Notes an event about `regarding`. The same text about the same object is stored once. */
  record(regarding: KubeObject, note: EventNote): void {
    if (this.#waiting.length >= maxWaiting) {
      this.#overflown++;
      if (this.#overflown >= maxWaiting) this.#tellOverflow();
      return;
    }
    this.#waiting.push(this.#eventOf(regarding, note));
    this.#writer ??= this.#write().finally(() => {
      this.#writer = undefined;
    });
  }

  /** Writes what still waits, for at most `ms`. */
  async stop(ms: number): Promise<void> {
    const cancel = this.#options.clock.after(ms, () => {
      this.#stop.abort();
    });
    await this.#writer;
    cancel();
  }

  async #write(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      if (this.#stop.signal.aborted) break;
      await this.#store(event);
    }
    this.#tellOverflow();
  }

  #tellOverflow(): void {
    if (this.#overflown === 0) return;
    this.#options.onDropped?.(new Error('more events wait than are kept'), this.#overflown);
    this.#overflown = 0;
  }

  async #store(event: StoredEvent): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        // AlreadyExists: a pass that was repeated tells nothing new.
        await this.#options.api.create(events, event);
        return;
      } catch (error) {
        const failure = classify(error);
        if (failure.kind === 'Terminal' || tries + 1 >= maxTries || this.#stop.signal.aborted) {
          this.#options.onDropped?.(error, 1);
          return;
        }
        const told = 'afterMs' in failure ? Math.min(failure.afterMs, backoff.capMs) : 0;
        const waitMs = Math.max(told, backoffMs(backoff, tries, this.#options.random()));
        await sleep(this.#options.clock, waitMs, this.#stop.signal);
      }
    }
  }

  #eventOf(regarding: KubeObject, note: EventNote): StoredEvent {
    const { name = '', namespace = '', uid = '', resourceVersion = '' } = regarding.metadata ?? {};
    const text = note.message.slice(0, maxNoteLength);
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: eventName(name, [uid, note.reason, text]), namespace },
      eventTime: microTime(this.#options.clock.now()),
      type: note.type,
      reason: note.reason,
      action: note.reason,
      note: text,
      reportingController: this.#options.controller,
      reportingInstance: this.#options.instance,
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        name,
        namespace,
        uid,
        resourceVersion,
      },
    };
  }
}

/** The name follows from the content, so that a pass repeated after a crash repeats no event. */
function eventName(name: string, content: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `${name}.${hash.slice(0, 16)}`;
}
