import type { Api } from './api.ts';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import type { ObjectRef } from './kube-object.ts';
import type { Lease, LeaseSpec } from './lease-record.ts';
import { microTime } from './lease-record.ts';
import { leases } from './resource.ts';

export interface LeaseElectorOptions {
  /** Its requests should time out well before the renew deadline. */
  readonly api: Api;
  readonly lease: ObjectRef;
  /**
   * The pod's name: a container that restarts in its pod finds its own name in the lease and goes
   * on at once, instead of waiting until its own lease has run out.
   */
  readonly identity: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onStarted: () => void;
  readonly onStopped: () => void;
  readonly onProblem?: (error: unknown) => void;
  readonly timings?: LeaseTimings;
}

/** Milliseconds. duration > renewDeadline > retryPeriod. */
export interface LeaseTimings {
  readonly durationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** What client-go uses for every Kubernetes component. */
export const defaultLeaseTimings: LeaseTimings = {
  durationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};

/**
 * What a turn came to. Taken: somebody else holds the lease. Missed: somebody wrote in between, be it
 * only an annotation; the next turn tells who holds it.
 */
type Attempt = 'Renewed' | 'Taken' | 'Missed';

/** Waiting candidates ask at different times: up to this share of the period is added. */
const retryJitter = 1.2;

/**
 * LeaseElector makes two acting controllers rare; correctness does not rest on it. It trusts only
 * its own monotonic clock: a foreign lease is expired when it was not seen to change for its
 * duration, and its own leadership ends when a renewal is late, answer or not.
 */
export class LeaseElector {
  readonly #options: LeaseElectorOptions;
  readonly #timings: LeaseTimings;
  #observed: { readonly lease: Lease; readonly atMs: number } | undefined;
  #leading = false;
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaseElectorOptions) {
    this.#options = options;
    this.#timings = options.timings ?? defaultLeaseTimings;
  }

  /** Whether this process may act right now. */
  isLeader(): boolean {
    return this.#leading && this.#sinceRenewalMs() < this.#timings.renewDeadlineMs;
  }

  /** Takes part until `signal` aborts, then gives the lease back. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#turn();
      await sleep(this.#options.clock, this.#waitMs(), signal);
    }
    const led = this.#leading;
    this.#setLeading(false);
    if (led) await this.#release();
  }

  async #turn(): Promise<void> {
    // Counted from before the request: the others count from when they see its effect, later.
    const startedMs = this.#options.clock.monotonicMs();
    try {
      const attempt = await this.#acquireOrRenew();
      if (attempt === 'Renewed') this.#renewedMs = startedMs;
      if (attempt !== 'Missed') this.#setLeading(attempt === 'Renewed');
    } catch (error) {
      this.#options.onProblem?.(error);
    }
    if (this.#sinceRenewalMs() >= this.#timings.renewDeadlineMs) this.#setLeading(false);
  }

  #waitMs(): number {
    const { retryPeriodMs, renewDeadlineMs } = this.#timings;
    if (!this.#leading) return retryPeriodMs * (1 + retryJitter * this.#options.random());
    return Math.max(0, Math.min(retryPeriodMs, renewDeadlineMs - this.#sinceRenewalMs()));
  }

  async #acquireOrRenew(): Promise<Attempt> {
    const { api, lease: ref, identity } = this.#options;
    const lease = await api.get<Lease>(leases, ref);
    if (lease === undefined) {
      const created = await api.create<Lease>(leases, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { ...ref },
        spec: this.#specAfter(undefined),
      });
      return created.kind === 'Stored' ? 'Renewed' : 'Missed';
    }
    this.#observe(lease);
    if (lease.spec?.holderIdentity !== identity && !this.#hasExpired()) return 'Taken';
    const written = await api.replace<Lease>(leases, {
      ...lease,
      spec: this.#specAfter(lease.spec),
    });
    return written.kind === 'Stored' ? 'Renewed' : 'Missed';
  }

  #observe(lease: Lease): void {
    const before = this.#observed?.lease.metadata?.resourceVersion;
    if (before !== undefined && before === lease.metadata?.resourceVersion) return;
    this.#observed = { lease, atMs: this.#options.clock.monotonicMs() };
  }

  #hasExpired(): boolean {
    const spec = this.#observed?.lease.spec;
    if (spec?.holderIdentity === undefined || spec.holderIdentity === '') return true;
    const durationMs = (spec.leaseDurationSeconds ?? 0) * 1000;
    const sinceMs = this.#options.clock.monotonicMs() - (this.#observed?.atMs ?? 0);
    return sinceMs > durationMs;
  }

  #specAfter(before: LeaseSpec | undefined): LeaseSpec {
    const now = microTime(this.#options.clock.now());
    const keeps = before?.holderIdentity === this.#options.identity;
    const transitions = before?.leaseTransitions ?? 0;
    return {
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: Math.ceil(this.#timings.durationMs / 1000),
      acquireTime: keeps ? (before.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: keeps || before === undefined ? transitions : transitions + 1,
    };
  }

  async #release(): Promise<void> {
    const { api, lease: ref, identity, clock, onProblem } = this.#options;
    try {
      const lease = await api.get<Lease>(leases, ref);
      if (lease?.spec?.holderIdentity !== identity) return;
      const renewTime = microTime(clock.now());
      const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime };
      await api.replace<Lease>(leases, { ...lease, spec });
    } catch (error) {
      onProblem?.(error);
    }
  }

  #setLeading(leading: boolean): void {
    if (leading === this.#leading) return;
    this.#leading = leading;
    if (leading) this.#options.onStarted();
    else this.#options.onStopped();
  }

  #sinceRenewalMs(): number {
    return this.#options.clock.monotonicMs() - this.#renewedMs;
  }
}
